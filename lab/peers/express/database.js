// The connections of this process to the database.

import pg from 'pg';

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8, idleTimeoutMillis: 0 });
pool.on('error', (error) => console.error('a connection broke:', error.message));

// The rows of a statement, which each connection prepares once.
export async function rows(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}
