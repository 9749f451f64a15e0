import { writeHeapSnapshot } from 'node:v8';

/**
 * A heap snapshot that V8 itself writes, of a process that holds so many records.
 *
 *   node --max-old-space-size=16000 write-snapshot.mjs FILE RECORDS
 *
 * About ten objects and 800 bytes of snapshot a record: sessions that hold each other, their items,
 * closures and texts; frames with the accessor cached on them; a cache that nobody empties, and
 * what a WeakMap knows of its entries.
 */
const [file, records] = process.argv.slice(2);

class Session {
  constructor(id, parent) {
    this.id = id;
    this.parent = parent;
    this.items = [{ at: id, text: `item ${id}` }, [id]];
    this.close = () => this.items;
  }
}

class Frame {
  constructor(id) {
    this.columns = new Map([['id', new Float64Array(2).fill(id)]]);
    this.accessor = new Accessor(this);
  }
}

class Accessor {
  constructor(frame) {
    this.frame = frame;
  }
}

const sessions = [];
const cache = new Map();
const facts = new WeakMap();
for (let id = 0; id < Number(records); id++) {
  const session = new Session(id, id % 100 === 0 ? null : sessions[id - 1]);
  sessions.push(session);
  if (id % 20 !== 0) continue;
  const frame = new Frame(id);
  cache.set(`frame ${id}`, frame);
  if (id % 1000 === 0) facts.set(frame, { session, bound: Frame.bind(null, session) });
}
Object.assign(globalThis, { sessions, cache, facts });
writeHeapSnapshot(file);
