/** What the canvas says beyond the scene's own words. */
export const CANVAS = {
  legend: 'Legend',
  drawing: 'reference graph',
} as const;
