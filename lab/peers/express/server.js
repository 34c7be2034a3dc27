// Starts the program: the first process prepares the session table and starts WORKERS others (2), which answer on PORT.
//
//     npm ci && DATABASE_URL=postgres://… PORT=3001 npm start
//
// Environment: PORT, DATABASE_URL, WORKERS; SESSION=untouched (a visit does not prolong the session), CACHE=1 (remember
// pages for a second), COMPRESSION=1; ORIGIN and SESSION_SECRET if the ones below do not fit.

import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const { PORT = '3000', DATABASE_URL, WORKERS = '2' } = process.env;

if (cluster.isPrimary) {
  await prepareSessions();
  const env = {
    ORIGIN: process.env.ORIGIN ?? `http://cfmall.localhost:${PORT}`,
    SESSION_SECRET: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
  };
  let missing = Number(WORKERS);
  cluster.on('listening', () => {
    missing -= 1;
    if (missing === 0) console.log('listening');
  });
  cluster.on('exit', () => {
    // Before all of them answer, another attempt would fail as well.
    if (missing > 0) process.exit(1);
    cluster.fork(env);
  });
  for (let worker = 0; worker < Number(WORKERS); worker += 1) cluster.fork(env);
} else {
  const { app } = await import('./app.js');
  app.listen(Number(PORT), '127.0.0.1');
}

// The table of connect-pg-simple, in a schema of its own.
async function prepareSessions() {
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(`
    create schema if not exists peer_express;
    create table if not exists peer_express.session (
      sid varchar primary key,
      sess json not null,
      expire timestamp(6) not null
    );
    create index if not exists session_expire on peer_express.session (expire);
  `);
  await client.end();
}
