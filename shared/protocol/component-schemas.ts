import { z } from 'zod';
import { cutChoice, nodeIndex, objectRowSchema, page, verdict } from './schemas.ts';

/** Members of one component that are drawn at once. */
export const MAX_DRAWN_MEMBERS = 60;

/** A strongly connected component: objects of which each leads to each other. */
export const componentRow = z.object({
  /** From 1, by objects. */
  number: z.number().int(),
  objects: z.number(),
  shallowBytes: z.number(),
  /** The worst of its objects. */
  verdict,
  /** What most of its objects are: "12 × Session". */
  types: z.array(z.string()),
  /** Types that are not named. */
  moreTypes: z.number(),
  /** An object of the type that most are of. */
  example: objectRowSchema,
  /** The first `MAX_DRAWN_MEMBERS` of its objects. */
  members: z.array(nodeIndex),
});
export type ComponentRow = z.infer<typeof componentRow>;

export const COMPONENT_CHANNELS = {
  components: {
    request: page.extend({ cuts: cutChoice }),
    response: z.object({ total: z.number(), rows: z.array(componentRow) }),
  },
} as const;
