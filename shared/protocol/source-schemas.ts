import { z } from 'zod';

/** A place in the program's source that has to do with what is shown. */
export const sourcePlace = z.object({
  /**
   * `uses`: a function that sets or reads the attribute or variable; `makes`: one that names the
   * class outside of it; `class`: where the class is written; `runs`: where a frame stands;
   * `allocated`: where the largest was made, as tracemalloc saw it; `raised`: an exception.
   */
  role: z.enum(['uses', 'makes', 'class', 'runs', 'allocated', 'raised']),
  /** The attribute, variable or class. */
  subject: z.string(),
  /** The function: "Session.__init__"; '' where it is not known. */
  name: z.string(),
  file: z.string(),
  /** Where the function begins; for `runs`, `allocated` and `raised` the line it is at. */
  line: z.number().int(),
});
export type SourcePlace = z.infer<typeof sourcePlace>;
