-- An account is deleted when its member asks for it, after a time in which the member can change their mind. What auth keeps is deleted here; other
-- services learn of it by an event and delete what is theirs.

alter table auth.member
    -- When its member asked for the account to be deleted, and when it will be. Until then nobody is logged in with it.
    add column deletion_asked_at timestamptz,
    add column deletion_due_at timestamptz,
    add constraint member_deletion_is_whole check ((deletion_asked_at is null) = (deletion_due_at is null));

create index member_deletion_due on auth.member (deletion_due_at) where deletion_due_at is not null;

-- Two more kinds, besides those that there are.
do $$
begin
    execute (
        select format(
            'alter table auth.activity drop constraint activity_kind, add constraint activity_kind check ((%s) or kind in (%L, %L))',
            pg_get_expr(c.conbin, c.conrelid), 'deletion-asked', 'deletion-withdrawn'
        )
        from pg_constraint c where c.conrelid = 'auth.activity'::regclass and c.conname = 'activity_kind'
    );
end
$$;

-- Somebody has just proved to be a member whose account is to be deleted, and may keep it: by the secret in the cookie of that browser, for ten
-- minutes. Only then are they logged in, in the way in which they wanted to be.
create table auth.keep_offer (
    secret_hash text primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    -- How they proved it, by which version of the credentials, and whether "remember me" was ticked.
    method text not null,
    proved_by integer not null,
    remembered boolean not null,
    expires_at timestamptz not null
);
create index keep_offer_member on auth.keep_offer (member_id);
create index keep_offer_expires on auth.keep_offer (expires_at);

-- What services tell each other, written in the transaction of which it tells. Each service notes in columns of its own how far it has come.
create schema outbox;

create table outbox.member_deleted (
    member_id bigint primary key,
    at timestamptz not null default clock_timestamp(),
    -- When the mall last looked whether something of the member is still needed, and when nothing was left.
    mall_looked_at timestamptz,
    mall_done_at timestamptz
);
create index member_deleted_for_mall on outbox.member_deleted (mall_looked_at nulls first) where mall_done_at is null;

grant usage on schema outbox to cfmall_mall;
grant select, update (mall_looked_at, mall_done_at) on outbox.member_deleted to cfmall_mall;

-- As in 0012. For the sessions, a member whose account is to be deleted is disabled: whatever proved who they are, none begins. With the account
-- goes what the events of its sessions say of places, and the others are told.
create or replace function auth.publish_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    if tg_op = 'DELETE' then
        perform set_config('session.reason', 'deleted', true);
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = old.id));
        update session.event e set ip = null where e.member_id = old.id and e.ip is not null;
        delete from session.member m where m.id = old.id;
        insert into outbox.member_deleted (member_id) values (old.id) on conflict do nothing;
        return null;
    end if;
    insert into session.member (id, nickname, disabled_at, credentials_version)
    values (new.id, new.nickname, coalesce(new.disabled_at, new.deletion_asked_at), new.credentials_version)
    on conflict (id) do update set
        nickname = excluded.nickname,
        disabled_at = excluded.disabled_at,
        credentials_version = excluded.credentials_version;
    if new.disabled_at is not null or new.deletion_asked_at is not null then
        -- Ended, not suspended: who is enabled again, or keeps the account, logs in again.
        perform set_config('session.reason', case when new.disabled_at is null then 'deletion' else 'disabled' end, true);
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = new.id));
    end if;
    return null;
end
$$;

drop trigger member_published on auth.member;
create trigger member_published
after insert or update of nickname, disabled_at, credentials_version, deletion_asked_at or delete on auth.member
for each row execute function auth.publish_member();

-- A member asks for the account to be deleted after the time `grace`: when it is due. Asked again, it is due as before. Null if there is no such
-- member.
create function auth.ask_deletion(member bigint, grace interval, from_ip inet, from_agent text) returns timestamptz
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
begin
    update auth.member m set deletion_asked_at = moment, deletion_due_at = moment + grace
    where m.id = ask_deletion.member and m.deletion_due_at is null;
    if found then
        perform auth.note_activity(ask_deletion.member, 'deletion-asked', null, from_ip, from_agent);
    end if;
    return (select m.deletion_due_at from auth.member m where m.id = ask_deletion.member);
end
$$;

-- Offers a member who has just proved who they are to keep the account: when it would be gone. Null if it is not to be deleted, is disabled
-- besides, or is as good as gone.
create function auth.offer_to_keep(
    member bigint, secret text, this_method text, version integer, is_remembered boolean
) returns timestamptz
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
    due timestamptz;
begin
    select m.deletion_due_at into due from auth.member m
    where m.id = offer_to_keep.member and m.disabled_at is null and m.deletion_due_at > moment;
    if due is null then
        return null;
    end if;
    delete from auth.keep_offer o where o.secret_hash = any(array(
        select e.secret_hash from auth.keep_offer e where e.expires_at < moment order by e.expires_at limit 20 for update skip locked
    ));
    insert into auth.keep_offer (secret_hash, member_id, method, proved_by, remembered, expires_at)
    values (
        auth.hashed('keep ' || secret), offer_to_keep.member, this_method, version, is_remembered, moment + interval '10 minutes'
    );
    return due;
end
$$;

-- The offer of this secret, if it is still good: whose account, and when it would be gone.
create function auth.find_offer(secret text, out member_id bigint, out nickname text, out due_at timestamptz)
language sql stable
begin atomic
    select m.id, m.nickname, m.deletion_due_at
    from auth.keep_offer o join auth.member m on m.id = o.member_id
    where o.secret_hash = auth.hashed('keep ' || secret) and o.expires_at > clock_timestamp()
      and m.disabled_at is null and m.deletion_due_at > clock_timestamp() and m.credentials_version = o.proved_by;
end;

-- Takes up the offer of this secret: the account is not to be deleted any more. Its member, and how they proved to be it; null if there is no such
-- offer (any more). The member before the offers, in the order of whoever deletes the account.
create function auth.keep_account(
    secret text, from_ip inet, from_agent text,
    out member_id bigint, out nickname text, out method text, out version integer, out remembered boolean
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    offer auth.keep_offer;
begin
    select o.* into offer from auth.keep_offer o
    where o.secret_hash = auth.hashed('keep ' || secret) and o.expires_at > clock_timestamp();
    update auth.member m set deletion_asked_at = null, deletion_due_at = null
    where m.id = offer.member_id and m.disabled_at is null and m.deletion_due_at > clock_timestamp()
      and m.credentials_version = offer.proved_by
    returning m.id, m.nickname into member_id, nickname;
    if member_id is null then
        return;
    end if;
    delete from auth.keep_offer o where o.member_id = offer.member_id;
    perform auth.note_activity(offer.member_id, 'deletion-withdrawn', null, from_ip, from_agent);
    method := offer.method;
    version := offer.proved_by;
    remembered := offer.remembered;
end
$$;

-- Deletes one account that is due and that no other copy is at, with everything that auth keeps of its member: the member's number. Null if there
-- is none. What refers to the member goes by its foreign key; the trigger above does the rest.
create function auth.delete_due() returns bigint
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    due record;
begin
    for due in
        select m.id, m.phone, m.email from auth.member m
        where m.deletion_due_at <= clock_timestamp() order by m.deletion_due_at limit 20
    loop
        continue when not pg_try_advisory_xact_lock(hashtextextended('deletion of ' || due.id, 0));
        -- Codes before the attempts before the member, in the order in which a reset of the password takes them.
        perform auth.take_turn(array[due.phone, due.email]);
        delete from auth.mailbox b where b.phone in (due.phone, due.email);
        delete from auth.code c where c.phone in (due.phone, due.email);
        delete from auth.message_sent s
        where s.subject in (auth.hashed('messages to ' || due.phone), auth.hashed('messages to ' || due.email));
        delete from auth.attempt a
        where a.subject in (auth.hashed('member ' || due.id), auth.hashed('confirmation ' || due.id));
        -- It may have been kept, or deleted by another copy, in the meantime.
        delete from auth.member m where m.id = due.id and m.deletion_due_at <= clock_timestamp();
        if found then
            return due.id;
        end if;
    end loop;
    return null;
end
$$;

revoke execute on function
    auth.ask_deletion(bigint, interval, inet, text), auth.offer_to_keep(bigint, text, text, integer, boolean), auth.find_offer(text),
    auth.keep_account(text, inet, text), auth.delete_due()
    from public;
grant execute on function
    auth.ask_deletion(bigint, interval, inet, text), auth.offer_to_keep(bigint, text, text, integer, boolean), auth.find_offer(text),
    auth.keep_account(text, inet, text), auth.delete_due()
    to cfmall_auth;

-- The mall keeps what was sold, and forgets to whom. An order without a member is nobody's.
alter table mall.order alter column member_id drop not null;

-- Whether nothing is to happen to an order any more for which one has to know whose it is. One that was sent is taken for received after two weeks.
create function mall.order_is_over(o mall.order) returns boolean
language sql stable parallel safe
return o.cancelled_at is not null or o.received_at is not null or coalesce(o.shipped_at < now() - interval '14 days', false);

-- Takes everything from the orders of a deleted member that says whose they are, as soon as they are over: the number of those that are not. The
-- mall itself has no right to change what an order says, and no other member's can be changed by this.
create function mall.orders_anonymise(p_member bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update mall.order o
    set member_id = null, recipient = '', phone = '', district = '', street = '', note = ''
    where o.member_id = p_member and mall.order_is_over(o)
      and exists (select from outbox.member_deleted d where d.member_id = p_member);
    return (select count(*) from mall.order o where o.member_id = p_member);
end
$$;

-- Forgets deleted members, a batch of them that nobody else is at, and returns how many there were. A member whose orders are not all over is looked
-- at again, at most once a minute; and so is every other one, until no request of theirs can still be under way.
create function mall.members_forget(p_batch integer) returns integer
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    gone record;
    looked_at integer := 0;
    under_way bigint;
begin
    for gone in
        select d.member_id, d.at from outbox.member_deleted d
        where d.mall_done_at is null and coalesce(d.mall_looked_at < now() - interval '1 minute', true)
        order by d.mall_looked_at nulls first limit p_batch for update skip locked
    loop
        perform mall.address_lock(gone.member_id);
        delete from mall.address a where a.member_id = gone.member_id;
        delete from mall.cart c where c.owner = 'member ' || gone.member_id;
        under_way := mall.orders_anonymise(gone.member_id);
        update outbox.member_deleted d
        set mall_looked_at = now(), mall_done_at = case when under_way = 0 and gone.at < now() - interval '1 minute' then now() end
        where d.member_id = gone.member_id;
        looked_at := looked_at + 1;
    end loop;
    return looked_at;
end
$$;

revoke execute on function mall.order_is_over(mall.order), mall.orders_anonymise(bigint), mall.members_forget(integer) from public;
grant execute on function mall.order_is_over(mall.order), mall.orders_anonymise(bigint), mall.members_forget(integer) to cfmall_mall;
