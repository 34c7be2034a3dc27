-- Passkeys (WebAuthn): the credentials of members, and the ceremonies that are under way.

-- What authenticators know a member by: random, because it is kept on them and told to whoever holds one (WebAuthn Level 3 §14.6.1).
create table auth.passkey_handle (
    member_id bigint primary key references auth.member (id) on delete cascade,
    handle uuid not null unique default gen_random_uuid()
);

create table auth.passkey (
    id bigint generated always as identity primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    credential_id bytea not null constraint passkey_is_one_account_s unique
        constraint passkey_credential_id_length check (octet_length(credential_id) between 1 and 1023),
    -- The public key, the counter and the flags, as webauthn-rs writes them. Nothing in it is a secret.
    credential jsonb not null,
    name text not null constraint passkey_name_length check (char_length(name) between 1 and 40),
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkey_member on auth.passkey (member_id, id);

-- Ceremonies: a challenge was given to a browser, which has five minutes to answer it, once. Any copy can take the answer.
create table auth.passkey_ceremony (
    -- Of the browser's secret and the ceremony's own random number: neither opens anything without the other.
    key_hash text primary key,
    purpose text not null constraint passkey_ceremony_purpose check (purpose in ('login', 'register', 'confirm')),
    -- Who adds a passkey or proves who they are.
    member_id bigint references auth.member (id) on delete cascade,
    -- The challenge and what was asked for; gone when it was answered.
    state jsonb,
    begun_at timestamptz not null,
    expires_at timestamptz not null,
    answered_at timestamptz,
    constraint passkey_ceremony_of_a_member check ((purpose = 'login') = (member_id is null)),
    constraint passkey_ceremony_answered_once check ((state is null) = (answered_at is not null))
);
create index passkey_ceremony_begun_at on auth.passkey_ceremony (begun_at);
create index passkey_ceremony_member on auth.passkey_ceremony (member_id);

-- Two more kinds, besides those that there are.
do $$
begin
    execute (
        select format(
            'alter table auth.activity drop constraint activity_kind, add constraint activity_kind check ((%s) or kind in (%L, %L))',
            pg_get_expr(c.conbin, c.conrelid), 'passkey-added', 'passkey-removed'
        )
        from pg_constraint c where c.conrelid = 'auth.activity'::regclass and c.conname = 'activity_kind'
    );
end
$$;

-- What authenticators know this member by; made when it is first asked for. Null if there is no such member.
create function auth.passkey_handle_of(member bigint) returns uuid
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    insert into auth.passkey_handle (member_id)
    select m.id from auth.member m where m.id = passkey_handle_of.member
    on conflict (member_id) do nothing;
    return (select h.handle from auth.passkey_handle h where h.member_id = passkey_handle_of.member);
end
$$;

-- Notes that a ceremony begins. Not null: so long must they wait, and nothing was noted. Sixty are free from one address, and one is forgotten
-- every minute.
create function auth.passkey_begin(
    for_purpose text, for_member bigint, key text, this_state jsonb, address text
) returns interval
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
    wait interval;
begin
    if address is not null then
        wait := auth.charge(array['passkeys from ' || address], array[60], array[interval '1 minute']);
        if wait is not null then
            return wait;
        end if;
    end if;
    insert into auth.passkey_ceremony (key_hash, purpose, member_id, state, begun_at, expires_at)
    values (auth.hashed('passkey ' || key), for_purpose, for_member, this_state, moment, moment + interval '5 minutes');
    delete from auth.passkey_ceremony c where c.key_hash = any(array(
        select o.key_hash from auth.passkey_ceremony o where o.begun_at < moment - interval '1 day'
        order by o.begun_at limit 20 for update skip locked
    ));
    return null;
end
$$;

-- A ceremony is answered: uses it up, once, whatever becomes of the answer. 'done'; 'none': nothing like that was begun in this browser, or by this
-- member, which uses nothing up; 'used'; 'expired'.
create function auth.passkey_answer(for_purpose text, for_member bigint, key text, out verdict text, out state jsonb)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_one auth.passkey_ceremony;
    moment timestamptz;
begin
    select c.* into this_one from auth.passkey_ceremony c where c.key_hash = auth.hashed('passkey ' || key) for update;
    moment := clock_timestamp();
    verdict := case
        when this_one.key_hash is null or this_one.purpose <> for_purpose or this_one.member_id is distinct from for_member then 'none'
        when this_one.answered_at is not null then 'used'
        when this_one.expires_at <= moment then 'expired'
        else 'done'
    end;
    if verdict = 'done' then
        state := this_one.state;
        update auth.passkey_ceremony c set state = null, answered_at = moment where c.key_hash = this_one.key_hash;
    end if;
end
$$;

-- Adds a passkey to a member: 'done'. Or nothing happened: it is somebody's ('taken'), there are as many as there may be ('full'), or there is no
-- such member ('gone').
create function auth.add_passkey(
    to_member bigint, its_id bytea, its_credential jsonb, called text, most integer, from_ip inet, from_agent text
) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    -- Two that are added at once wait for each other.
    perform from auth.member m where m.id = to_member for no key update;
    if not found then
        return 'gone';
    end if;
    if (select count(*) from auth.passkey p where p.member_id = to_member) >= most then
        return 'full';
    end if;
    insert into auth.passkey (member_id, credential_id, credential, name, created_at)
    values (to_member, its_id, its_credential, called, clock_timestamp())
    on conflict on constraint passkey_is_one_account_s do nothing;
    if not found then
        return 'taken';
    end if;
    perform auth.note_activity(to_member, 'passkey-added', null, from_ip, from_agent);
    return 'done';
end
$$;

-- A passkey has proved who its member is: what its authenticator counts, and whether they log in by it.
create function auth.passkey_used(this_passkey bigint, its_credential jsonb, logs_in boolean) returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    owner bigint;
    moment timestamptz := clock_timestamp();
begin
    update auth.passkey p set credential = its_credential, last_used_at = moment where p.id = this_passkey
    returning p.member_id into owner;
    if logs_in and owner is not null then
        insert into auth.login_time (member_id, latest) values (owner, moment)
        on conflict on constraint login_time_pkey do update set previous = login_time.latest, latest = excluded.latest;
    end if;
end
$$;

-- As in 0034, and by a passkey.
create or replace function auth.has_way_in(owner auth.member, without_issuer text, issuers text[], codes boolean) returns boolean
language sql stable
return owner.password_hash is not null
    or (codes and (owner.phone is not null or owner.email is not null))
    or exists (select from auth.passkey p where p.member_id = owner.id)
    or exists (
        select from auth.identity i
        where i.member_id = owner.id and i.issuer is distinct from without_issuer and i.issuer = any(issuers)
    );

-- Takes a passkey away from a member: 'done', or 'last' if they could not log in without it, or 'none' if there is none.
create function auth.remove_passkey(
    of_member bigint, this_passkey bigint, issuers text[], codes boolean, from_ip inet, from_agent text
) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    owner auth.member;
begin
    select m.* into owner from auth.member m where m.id = of_member for no key update;
    begin
        delete from auth.passkey p where p.member_id = of_member and p.id = this_passkey;
        if not found then
            return 'none';
        end if;
        if not auth.has_way_in(owner, null, issuers, codes) then
            raise exception using errcode = 'CF001';
        end if;
    exception
        when sqlstate 'CF001' then
            return 'last';
    end;
    perform auth.note_activity(of_member, 'passkey-removed', null, from_ip, from_agent);
    return 'done';
end
$$;

-- As in 0034; a passkey is a way in.
create or replace function auth.remove_email(this_member bigint) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    former text;
begin
    select m.email into former from auth.member m where m.id = this_member;
    perform auth.take_turn(array[former]);
    -- An identity or a passkey that is taken away meanwhile is seen.
    perform from auth.member m where m.id = this_member for no key update;
    update auth.member m set email = null, email_since = null
    where m.id = this_member and m.email = former
      and (
          m.password_hash is not null or m.phone is not null
          or exists (select from auth.identity i where i.member_id = m.id)
          or exists (select from auth.passkey p where p.member_id = m.id)
      );
    if not found then
        return null;
    end if;
    delete from auth.code c where c.phone = former and c.purpose <> 'register';
    return former;
end
$$;

revoke execute on function
    auth.passkey_handle_of(bigint), auth.passkey_begin(text, bigint, text, jsonb, text), auth.passkey_answer(text, bigint, text),
    auth.add_passkey(bigint, bytea, jsonb, text, integer, inet, text), auth.passkey_used(bigint, jsonb, boolean),
    auth.remove_passkey(bigint, bigint, text[], boolean, inet, text)
    from public;
grant execute on function
    auth.passkey_handle_of(bigint), auth.passkey_begin(text, bigint, text, jsonb, text), auth.passkey_answer(text, bigint, text),
    auth.add_passkey(bigint, bytea, jsonb, text, integer, inet, text), auth.passkey_used(bigint, jsonb, boolean),
    auth.remove_passkey(bigint, bigint, text[], boolean, inet, text)
    to cfmall_auth;
