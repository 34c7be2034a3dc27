-- Members who look after the accounts of others. What they read and do is written down in the same transaction, where the service adds to it by
-- the functions below and changes nothing.

grant execute on function session.revoke(bigint, text, text) to cfmall_auth;

create table auth.operator (
    member_id bigint primary key references auth.member (id) on delete cascade,
    since timestamptz not null default clock_timestamp()
);

create table auth.operator_action (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    -- Who did it; null for whoever runs the program, by a command. Numbers stay when their accounts are deleted, and say nothing then.
    operator_id bigint,
    kind text not null constraint operator_action_kind check (
        kind in (
            'searched', 'viewed', 'disabled', 'enabled', 'session-ended', 'sessions-ended', 'deletion-asked', 'deletion-withdrawn',
            'operator-made', 'operator-unmade'
        )
    ),
    -- Whom it concerns; null for a search.
    member_id bigint,
    -- In the operator's own words. It goes with the member's account.
    reason text constraint operator_action_reason_length check (char_length(reason) between 1 and 200),
    -- The members that were found, or the logins that ended.
    count bigint,
    ip inet
);
create index operator_action_member on auth.operator_action (member_id, id);
create index operator_action_operator on auth.operator_action (operator_id, id);
create index operator_action_at on auth.operator_action (at);

-- The service's tables are the service's, but for these.
revoke all on auth.operator, auth.operator_action from cfmall_auth;
grant select on auth.operator, auth.operator_action to cfmall_auth;

-- Members are found by how their names begin.
create index member_user_name_prefix on auth.member (lower(user_name) text_pattern_ops);

alter table auth.activity
    -- The operator by whom it happened, if it was one.
    add column operator_id bigint;

-- Two more kinds, besides those that there are.
do $$
begin
    execute (
        select format(
            'alter table auth.activity drop constraint activity_kind, add constraint activity_kind check ((%s) or kind in (%L, %L))',
            pg_get_expr(c.conbin, c.conrelid), 'disabled', 'enabled'
        )
        from pg_constraint c where c.conrelid = 'auth.activity'::regclass and c.conname = 'activity_kind'
    );
end
$$;

-- As in 0027, with the operator of this transaction.
create or replace function auth.note_activity(member bigint, this_kind text, this_reason text, from_ip inet, from_agent text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    moment timestamptz := clock_timestamp();
    is_failure boolean := this_kind in ('login-failed', 'confirmation-failed');
    too_many bigint[];
begin
    -- There are members whom this service does not know, if they are somebody else's.
    insert into auth.activity (member_id, at, kind, reason, ip, user_agent, operator_id)
    select m.id, moment, this_kind, this_reason, from_ip, left(from_agent, 200),
           nullif(current_setting('auth.operator', true), '')::bigint
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

-- What is written down of an operator's words and of places goes with the account that it is of. That something was done stays.
create function auth.forget_in_actions() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    update auth.operator_action a set reason = null where a.member_id = old.id and a.reason is not null;
    update auth.operator_action a set ip = null where a.operator_id = old.id and a.ip is not null;
    return null;
end
$$;

create trigger member_forgotten_in_actions after delete on auth.member
for each row execute function auth.forget_in_actions();

-- Writes down what an operator did or read. Entries are kept for two years.
create function auth.note_operator(
    by_operator bigint, this_kind text, of_member bigint, why text, how_many bigint, from_ip inet
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
begin
    insert into auth.operator_action (at, operator_id, kind, member_id, reason, count, ip)
    values (moment, by_operator, this_kind, of_member, why, how_many, from_ip);
    delete from auth.operator_action a where a.id = any(array(
        select o.id from auth.operator_action o where o.at < moment - interval '2 years'
        order by o.at limit 20 for update skip locked
    ));
end
$$;

-- Writes down that an operator looked at a member, once in ten minutes. False if they are no operator, or there is no such member: nothing is to
-- be shown then.
create function auth.operator_looks_at(by_operator bigint, of_member bigint, from_ip inet) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    if not exists (select from auth.operator o where o.member_id = by_operator)
        or not exists (select from auth.member m where m.id = of_member) then
        return false;
    end if;
    if not exists (
        select from auth.operator_action a
        where a.operator_id = by_operator and a.member_id = of_member and a.kind = 'viewed'
          and a.at > clock_timestamp() - interval '10 minutes'
    ) then
        perform auth.note_operator(by_operator, 'viewed', of_member, null, null, from_ip);
    end if;
    return true;
end
$$;

-- Begins what an operator does to a member: null if it may go on, and otherwise why not. Whoever takes the role away waits until it is done, and
-- nothing begins after that. The account of an operator is looked after by a command only.
create function auth.operator_begins(by_operator bigint, of_member bigint) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    perform set_config('auth.operator', coalesce(by_operator::text, ''), true);
    if by_operator is not null then
        perform from auth.operator o where o.member_id = by_operator for key share;
        if not found then
            return 'no-operator';
        end if;
    end if;
    -- One after the other, and none beside a login.
    perform from auth.member m where m.id = of_member for no key update;
    if not found then
        return 'unknown';
    end if;
    if by_operator is not null and exists (select from auth.operator o where o.member_id = of_member) then
        return 'operator';
    end if;
    return null;
end
$$;

-- Disables a member, or enables one who is disabled: 'done', 'already', or why not. A trigger publishes it and ends the logins.
create function auth.set_disabled(by_operator bigint, of_member bigint, disabled boolean, why text, from_ip inet) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    refusal text := auth.operator_begins(by_operator, of_member);
    this_kind text := case when disabled then 'disabled' else 'enabled' end;
begin
    if refusal is not null then
        return refusal;
    end if;
    update auth.member m set disabled_at = case when disabled then clock_timestamp() end
    where m.id = of_member and (m.disabled_at is null) = disabled;
    if not found then
        return 'already';
    end if;
    perform auth.note_activity(of_member, this_kind, null, null, null);
    perform auth.note_operator(by_operator, this_kind, of_member, why, null, from_ip);
    return 'done';
end
$$;

-- Ends a member's login of this handle, or all of them if it is null: 'done' and how many were alive, or why not.
create function auth.end_logins(
    by_operator bigint, of_member bigint, this_handle text, from_ip inet, out verdict text, out ended bigint
)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    verdict := coalesce(auth.operator_begins(by_operator, of_member), 'done');
    ended := 0;
    if verdict <> 'done' then
        return;
    end if;
    if this_handle is null then
        ended := session.revoke_all(of_member, null, 'operator');
    elsif session.revoke(of_member, this_handle, 'operator') then
        ended := 1;
    else
        verdict := 'already';
        return;
    end if;
    perform auth.note_operator(
        by_operator, case when this_handle is null then 'sessions-ended' else 'session-ended' end, of_member, null, ended, from_ip
    );
end
$$;

-- Gives a member the role, or takes it away, by a command: 'done', 'already' or 'unknown'.
create function auth.set_operator(of_member bigint, is_one boolean) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    refusal text := auth.operator_begins(null, of_member);
begin
    if refusal is not null then
        return refusal;
    end if;
    if is_one then
        insert into auth.operator (member_id) values (of_member) on conflict on constraint operator_pkey do nothing;
    else
        delete from auth.operator o where o.member_id = of_member;
    end if;
    if not found then
        return 'already';
    end if;
    perform auth.note_operator(
        null, case when is_one then 'operator-made' else 'operator-unmade' end, of_member, null, null, null
    );
    return 'done';
end
$$;

revoke execute on function
    auth.forget_in_actions(), auth.note_operator(bigint, text, bigint, text, bigint, inet), auth.operator_looks_at(bigint, bigint, inet),
    auth.operator_begins(bigint, bigint), auth.set_disabled(bigint, bigint, boolean, text, inet),
    auth.end_logins(bigint, bigint, text, inet), auth.set_operator(bigint, boolean)
    from public;
grant execute on function
    auth.note_operator(bigint, text, bigint, text, bigint, inet), auth.operator_looks_at(bigint, bigint, inet),
    auth.set_disabled(bigint, bigint, boolean, text, inet), auth.end_logins(bigint, bigint, text, inet), auth.set_operator(bigint, boolean)
    to cfmall_auth;
