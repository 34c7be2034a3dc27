-- :rows sessions, for our table and for the published store's. Nobody logged in for them: their ids are hashes of tokens
-- that follow from their numbers, and their payloads are copies of the two that real logins have left here.

create function pg_temp.base64url(bytes bytea) returns text
language sql immutable
return translate(rtrim(encode(bytes, 'base64'), '='), '+/', '-_');

create function pg_temp.token(number integer) returns bytea
language sql immutable
return substring(sha256(convert_to('cfmall bench ' || number, 'UTF8')) for 16);

-- As app/session/src/token.rs has it.
create function pg_temp.hashed(token bytea) returns text
language sql immutable
return pg_temp.base64url(substring(sha256(convert_to('cfmall session id', 'UTF8') || token) for 16));

-- Without triggers: each would ask a million times whether an id is dead that nobody has ever seen.
set session_replication_role = replica;

create temporary table fresh as
select n as number, pg_temp.token(n) as token, 1000001 + (n - 1) % :members as member_id
from generate_series(1, :rows) n;

insert into session.record (id, data, expiry_date)
select pg_temp.hashed(token), template.data, now() + interval '12 hours'
from fresh cross join (select data from session.record limit 1) template;

insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method, ip, user_agent)
select pg_temp.hashed(token), member_id, now() - interval '1 minute', now(), interval '30 minutes', false, 'password',
       '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
from fresh;

-- This store writes into each payload whose it is.
insert into session.stock (id, data, expiry_date)
select pg_temp.base64url(token),
       overlay(
           overlay(
               template.data placing convert_to(theirs.nickname, 'UTF8')
               from position(convert_to(template.nickname, 'UTF8') in template.data)
           )
           placing int4send(theirs.id::integer) from position(int4send(template.id) in template.data)
       ),
       now() + interval '12 hours'
from fresh
join auth.member theirs on theirs.id = fresh.member_id
cross join (
    select s.data, m.nickname, m.id::integer as id from session.stock s cross join auth.member m where m.id = 1000001 limit 1
) template
where :with_stock;

set session_replication_role = origin;
-- A cookie's value, a tab, and the nickname that its visitor must see.
select pg_temp.base64url(token) || chr(9) || nickname
from fresh join auth.member m on m.id = fresh.member_id
where number <= :known
order by number;
