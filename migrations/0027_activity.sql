-- What happened to an account, for its member to see: one table, written in the transaction that makes the change. Nothing in it is a secret,
-- and no session can be found by it.

create table auth.activity (
    id bigint generated always as identity primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    at timestamptz not null,
    kind text not null constraint activity_kind check (
        kind in (
            'login', 'login-failed', 'confirmed', 'confirmation-failed', 'ended', 'password-changed', 'password-reset',
            'nickname-changed'
        )
    ),
    -- Why a login has ended, in a word of the sessions.
    reason text,
    -- Whose request it was; of a login that has ended, and of one that was confirmed, those with which it began.
    ip inet,
    user_agent text
);
create index activity_member on auth.activity (member_id, id);
create index activity_at on auth.activity (at);

insert into auth.activity (member_id, at, kind, ip, user_agent)
select past.member_id, past.at, past.kind, past.ip, past.user_agent
from (
    select f.member_id, f.at, 'login-failed' as kind, f.ip, f.user_agent from auth.failed_login f
    union all
    select l.member_id, l.signed_in_at, 'login', l.ip, l.user_agent from session.login l join auth.member m on m.id = l.member_id
) past
order by past.at;

-- Copies of the last release read it, and write by auth.note_failure() only.
drop table auth.failed_login;
create view auth.failed_login as
select a.id, a.member_id, a.at, a.ip, a.user_agent from auth.activity a where a.kind = 'login-failed';

-- Adds to what happened to a member. Wrong passwords, which a stranger can cause, are kept apart from the rest, or the stranger could push out
-- what came before: the newest fifty of them, the newest 150 of all else, and nothing for longer than 180 days.
create function auth.note_activity(member bigint, this_kind text, this_reason text, from_ip inet, from_agent text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    moment timestamptz := clock_timestamp();
    is_failure boolean := this_kind in ('login-failed', 'confirmation-failed');
    too_many bigint[];
begin
    -- There are members whom this service does not know, if they are somebody else's.
    insert into auth.activity (member_id, at, kind, reason, ip, user_agent)
    select m.id, moment, this_kind, this_reason, from_ip, left(from_agent, 200)
    from auth.member m where m.id = note_activity.member;
    -- Found without a lock, which those that stay would get, too.
    too_many := array(
        select o.id from auth.activity o
        where o.member_id = note_activity.member and (o.kind in ('login-failed', 'confirmation-failed')) = is_failure
        order by o.id desc offset case when is_failure then 50 else 150 end
    );
    delete from auth.activity a where a.id = any(array(
        select o.id from auth.activity o where o.id = any(too_many) order by o.id for update skip locked
    ));
    delete from auth.activity a where a.id = any(array(
        select o.id from auth.activity o where o.at < moment - interval '180 days'
        order by o.at limit 20 for update skip locked
    ));
end
$$;

-- As copies of the last release call it.
create or replace function auth.note_failure(member bigint, from_ip inet, from_agent text) returns void
language sql
return auth.note_activity(note_failure.member, 'login-failed', null, from_ip, from_agent);

-- Gives a member another nickname. False if there is no such member.
create function auth.rename(member bigint, new_nickname text, from_ip inet, from_agent text) returns boolean
language plpgsql set plan_cache_mode = force_generic_plan
as $$
begin
    update auth.member m set nickname = new_nickname where m.id = rename.member and m.nickname <> new_nickname;
    if found then
        perform auth.note_activity(rename.member, 'nickname-changed', null, from_ip, from_agent);
        return true;
    end if;
    return exists (select from auth.member m where m.id = rename.member);
end
$$;

-- A login, and a member who has proved again who they are: sessions know nothing of accounts, and say it in their events.
create function auth.note_login() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
begin
    perform auth.note_activity(
        new.member_id, case new.kind when 'created' then 'login' else 'confirmed' end, null, new.ip,
        (select l.user_agent from session.login l where l.id = new.session_id)
    );
    return null;
end
$$;

-- Who changes the password proves it in the same transaction, and has an entry for that.
create trigger event_is_activity after insert on session.event
for each row when (
    new.member_id is not null and new.kind in ('created', 'elevated')
    and coalesce(current_setting('session.reason', true), '') <> 'password-changed'
)
execute function auth.note_login();

-- The end of a login that somebody wanted; not of one that was over by itself, or that another login of the same browser has replaced.
create function auth.note_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
begin
    perform auth.note_activity(old.member_id, 'ended', current_setting('session.reason', true), old.ip, old.user_agent);
    return null;
end
$$;

create trigger end_is_activity after delete on session.login
for each row when (
    coalesce(current_setting('session.reason', true), '') not in ('', 'expired', 'rotated', 'damaged', 'deleted')
)
execute function auth.note_end();

revoke execute on function
    auth.note_activity(bigint, text, text, inet, text), auth.rename(bigint, text, inet, text), auth.note_login(), auth.note_end()
    from public;
grant execute on function
    auth.note_activity(bigint, text, text, inet, text), auth.rename(bigint, text, inet, text)
    to cfmall_auth;
-- The service reads it and adds to it, and changes nothing.
revoke insert, update, delete, truncate on auth.activity, auth.failed_login from cfmall_auth;
