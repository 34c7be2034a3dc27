-- Copies that start at the same time wait for each other.
select pg_advisory_xact_lock(hashtext('lab-sso'));

create schema if not exists sso;

-- Which of our sessions came of which session at the authority. It goes with our session.
create table if not exists sso.session (
    id text primary key references session.login on update cascade on delete cascade,
    sid text not null
);

create index if not exists session_sid on sso.session (sid);

-- Sessions at the authority that have ended. A logout may overtake the login it is about.
create table if not exists sso.ended (
    sid text primary key,
    at timestamptz not null default session.now()
);

grant usage on schema sso to cfmall_auth;
grant select, insert, delete on sso.session, sso.ended to cfmall_auth;
-- Here nobody has an account: who somebody is, the authority says.
grant insert, update (nickname) on session.member to cfmall_auth;
