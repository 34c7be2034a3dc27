-- Copies that start at the same time wait for each other.
select pg_advisory_xact_lock(hashtext('lab-sso'));

create schema if not exists sso;

-- A code that is on its way, or was used a moment ago. Only its hash: who reads the table has nothing to exchange.
create table if not exists sso.code (
    hash bytea primary key,
    -- For whom it is, and where it was sent: it is good for nobody and nowhere else.
    site text not null,
    redirect_uri text not null,
    -- The hash of what the browser that asked for it keeps (RFC 7636).
    challenge text not null,
    member_id bigint not null,
    -- The member's session at the authority.
    handle uuid not null,
    -- The name that the site will know that session by.
    sid text not null,
    until timestamptz not null,
    used boolean not null default false
);

-- A site that has a session because somebody is logged in here.
create table if not exists sso.login (
    sid text primary key,
    site text not null,
    member_id bigint not null,
    handle uuid not null,
    -- Its code came a second time: one of the two who had it is a thief.
    revoked boolean not null default false
);

create index if not exists login_handle on sso.login (handle);

grant usage on schema sso to cfmall_auth;
grant select, insert, update, delete on sso.code, sso.login to cfmall_auth;
