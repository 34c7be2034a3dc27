-- :rows sessions, :per_member of each member, for our tables and (:with_stock) for the published store's; of :known of them,
-- evenly spread, the cookies are known. Nobody logged in for them: their ids are hashes of tokens that follow from their
-- numbers, and their payloads are copies of those that real logins have left here.

create schema bench;

create function bench.base64url(bytes bytea) returns text
language sql immutable
return translate(rtrim(encode(bytes, 'base64'), '='), '+/', '-_');

-- Without triggers: each would ask a million times whether an id is dead that nobody has ever seen.
set session_replication_role = replica;

insert into session.member (id, nickname)
select 1000000 + n, '顾客' || lpad(n::text, 6, '0')
from generate_series(1, (:rows + :per_member - 1) / :per_member) n
on conflict do nothing;

-- The cookie's value, and its hash as app/session/src/token.rs has it.
create temporary table fresh as
select n as number,
       1000001 + (n - 1) / :per_member as member_id,
       bench.base64url(token) as cookie,
       bench.base64url(substr(sha256('cfmall session id'::bytea || token), 1, 16)) as id
from generate_series(1, :rows) n
cross join lateral (select substr(sha256(convert_to('bench' || n, 'UTF8')), 1, 16) as token) secret;

insert into session.record (id, data, expiry_date)
select fresh.id, template.data, now() + interval '12 hours'
from fresh cross join (select data from session.record limit 1) template;

insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method, ip, user_agent)
select id, member_id, now(), now(), interval '12 hours', false, 'password', '203.0.113.7',
       'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
from fresh;

-- This store writes into each payload whose it is: a name of one length, and a number of four bytes.
insert into lab.stock (id, data, expiry_date)
select fresh.cookie,
       overlay(
           overlay(
               template.data placing convert_to(theirs.nickname, 'UTF8')
               from position(convert_to('顾客000001', 'UTF8') in template.data)
           )
           placing int4send(fresh.member_id) from position(int4send(1000001) in template.data)
       ),
       now() + interval '12 hours'
from fresh
join session.member theirs on theirs.id = fresh.member_id
cross join (select data from lab.stock limit 1) template
where :with_stock;

create table bench.visitor as
select (number * :known::bigint / :rows)::integer as number, fresh.id, fresh.cookie, theirs.nickname
from fresh join session.member theirs on theirs.id = fresh.member_id
where number % (:rows / :known) = 0;
create unique index on bench.visitor (number);

set session_replication_role = origin;
-- All tables, those of the shop too: nobody else does while autovacuum is off.
vacuum analyze;
checkpoint;

select cookie || chr(9) || nickname from bench.visitor order by number;
