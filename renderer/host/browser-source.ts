/** What the browser host sends to its worker as the source of a dump. */
export type BrowserSource =
  | { readonly kind: 'file'; readonly file: File }
  | {
      readonly kind: 'http';
      readonly name: string;
      readonly url: string;
      readonly size: number;
      /** Sent with every request. */
      readonly headers: Readonly<Record<string, string>>;
    };
