import { workerData } from 'node:worker_threads';

/** Stands in for the thread of a task: says how far it is for a while, then that it failed. */
const { status } = workerData;
Atomics.store(status, 3, 4711);
Atomics.store(status, 0, 1);
Atomics.wait(status, 0, 1, 200);
Atomics.store(status, 0, 3);
Atomics.notify(status, 0);
