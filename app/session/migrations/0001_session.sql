-- Who is logged in, shared by every copy of every service.

create schema session;

-- The table of tower-sessions-sqlx-store's PostgresStore, under our own schema and name. The columns are the store's:
-- it reads and writes them by these names and types.
create table session.record (
    -- 128 random bits, base64url.
    id text primary key,
    -- What the session says, in MessagePack. Opaque to SQL.
    data bytea not null,
    -- Absolute: reading a session does not move it.
    expiry_date timestamptz not null
);

-- For the clean-up, which would otherwise read the whole table.
create index record_expiry_date on session.record (expiry_date);
