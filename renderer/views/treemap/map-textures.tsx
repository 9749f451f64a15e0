/** Patterns that tell verdicts apart without colour: hatched, crossed, dotted. */
export function MapTextures({ prefix }: { readonly prefix: string }) {
  const pattern = { patternUnits: 'userSpaceOnUse', width: 7, height: 7 } as const;
  return (
    <defs>
      <pattern id={`${prefix}-garbage`} {...pattern} patternTransform="rotate(45)">
        <path className="map-line garbage" d="M0 0V7" />
      </pattern>
      <pattern id={`${prefix}-never`} {...pattern} patternTransform="rotate(45)">
        <path className="map-line never" d="M0 0V7M0 0H7" />
      </pattern>
      <pattern id={`${prefix}-unknown`} {...pattern}>
        <circle className="map-dot" cx={3.5} cy={3.5} r={0.9} />
      </pattern>
    </defs>
  );
}
