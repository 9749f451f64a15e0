import { writeHeapSnapshot } from 'node:v8';

/**
 * A heap snapshot that V8 itself writes, of a process that holds so many records.
 *
 *   node write-snapshot.mjs FILE RECORDS     about 6 objects and 350 bytes of snapshot a record
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

const sessions = [];
for (let id = 0; id < Number(records); id++) {
  sessions.push(new Session(id, id % 100 === 0 ? null : sessions[id - 1]));
}
globalThis.sessions = sessions;
writeHeapSnapshot(file);
