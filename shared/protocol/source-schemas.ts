/** A place in the program's source that has to do with what is shown. */
export interface SourcePlace {
  /**
   * `uses`: a function that sets or reads the attribute or variable; `makes`: one that names the
   * class outside of it; `class`: where the class is written; `runs`: where a frame stands;
   * `allocated`: where the largest was made, as tracemalloc saw it; `raised`: an exception.
   */
  readonly role: 'uses' | 'makes' | 'class' | 'runs' | 'allocated' | 'raised';
  /** The attribute, variable or class. */
  readonly subject: string;
  /** The function: "Session.__init__"; '' where it is not known. */
  readonly name: string;
  readonly file: string;
  /** Where the function begins; for `runs`, `allocated` and `raised` the line it is at. */
  readonly line: number;
}
