-- E-mail addresses of members, and another phone: what a code was sent to becomes the member's once the code was typed.

alter table auth.member
    -- In ASCII and in small letters. Null for a member who has none; one that was not proved stands nowhere.
    add column email text,
    -- When the address was proved, and when the phone became another. Null for the phone with which the account was made.
    add column email_since timestamptz,
    add column phone_since timestamptz,
    -- It has the `@` that no user name and no phone number has, so that who logs in names one account.
    add constraint member_email_form check (email = lower(email) and email ~ '^[!-?A-~]+@[a-z0-9.-]+$' and octet_length(email) <= 254);
create unique index member_email_key on auth.member (email);

-- The columns keep their names, so that copies of the last release work.
comment on column auth.code.phone is 'where it was sent: a phone (E.164), or an e-mail address';
comment on column auth.code.purpose is
    'register; reset: a new password instead of a forgotten one; email or phone: another address or another phone for a member';
comment on column auth.mailbox.phone is 'where the message went: a phone (E.164), or an e-mail address';

-- A message without a code has ten minutes, too.
alter table auth.mailbox alter column code_id drop not null;
create index mailbox_sent_at on auth.mailbox (sent_at) where code_id is null;

-- As before; an e-mail address is a member's as well, and messages without a code are tidied up.
create or replace function auth.code_send(
    for_purpose text, to_phone text, secret text, code text, address text,
    out wait interval, out reference bigint, out is_member boolean
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    to_subject text := auth.hashed('messages to ' || to_phone);
    moment timestamptz;
begin
    -- Of many requests at the same time each finds the ones before it.
    perform pg_advisory_xact_lock(hashtextextended(to_subject, 0));
    moment := clock_timestamp();
    wait := auth.message_wait(to_subject, moment);
    if wait is null and address is not null then
        wait := auth.charge(array['messages from ' || address], array[30], array[interval '2 minutes']);
    end if;
    if wait is not null then
        return;
    end if;
    insert into auth.message_sent (subject, at) values (to_subject, moment);
    insert into auth.code as c (purpose, phone, browser, code_hash, sent_at, expires_at)
    values (
        for_purpose, to_phone, auth.hashed('browser ' || secret), auth.code_hashed(secret, to_phone, code),
        moment, moment + interval '10 minutes'
    )
    on conflict on constraint code_of_a_browser do update set
        code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at,
        wrong = 0, accepted = 0, used_at = null
    returning c.id into reference;
    delete from auth.mailbox m where m.code_id = reference;
    is_member := exists (select from auth.member m where m.phone = to_phone or m.email = to_phone);
    delete from auth.mailbox m using auth.code c where c.id = m.code_id and c.expires_at < moment;
    delete from auth.mailbox m where m.code_id is null and m.sent_at < moment - interval '10 minutes';
    delete from auth.code c where c.id = any(array(
        select o.id from auth.code o where o.sent_at < moment - interval '1 day'
        order by o.sent_at limit 20 for update skip locked
    ));
    delete from auth.message_sent s where s.ctid = any(array(
        select o.ctid from auth.message_sent o where o.at < moment - interval '1 day'
        order by o.at limit 20 for update skip locked
    ));
end
$$;

-- What takes turns with everything else that uses codes up that went to one of these: always in the same order, so nobody waits for each
-- other.
create function auth.take_turn(addresses text[]) returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    key bigint;
begin
    for key in
        select distinct hashtextextended(auth.hashed('messages to ' || a), 0) from unnest(addresses) a where a is not null order by 1
    loop
        perform pg_advisory_xact_lock(key);
    end loop;
end
$$;

-- Gives a member the phone (purpose 'phone') or the e-mail address (purpose 'email') that this code went to, and uses the code up: 'done',
-- and whom to tell of it. Or nothing happened: it is 'taken' by another account, or the code is not what it was when it was checked:
-- 'none', 'used', 'expired', 'wrong'. What was sent for the account to the phone or the address before is void, and with another phone
-- no device is known any more.
create function auth.change_recipient(
    this_member bigint, for_purpose text, to_address text, secret text, code text, out verdict text, out told text[]
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    former auth.member;
    this_code auth.code;
    replaced text;
begin
    select m.* into former from auth.member m where m.id = this_member;
    replaced := case for_purpose when 'phone' then former.phone else former.email end;
    perform auth.take_turn(array[replaced, to_address]);
    select c.* into this_code from auth.code c
    where c.purpose = for_purpose and c.phone = to_address and c.browser = auth.hashed('browser ' || secret)
    for update;
    verdict := case
        when this_code.id is null then 'none'
        when this_code.used_at is not null then 'used'
        when this_code.expires_at <= clock_timestamp() then 'expired'
        when this_code.code_hash is distinct from auth.code_hashed(secret, to_address, code) then 'wrong'
        -- A name from before names had no `@`.
        when exists (select from auth.member m where lower(m.user_name) = to_address) then 'taken'
    end;
    if verdict is not null then
        return;
    end if;
    -- Before the member: in the order in which a reset of the password and a login take them.
    begin
        delete from auth.code c where c.phone = replaced and c.purpose <> 'register';
        if for_purpose = 'phone' then
            delete from auth.known_device k where k.member_id = this_member;
            update auth.member m set phone = to_address, phone_since = clock_timestamp()
            where m.id = this_member and m.disabled_at is null and m.phone is not distinct from former.phone;
        else
            update auth.member m set email = to_address, email_since = clock_timestamp()
            where m.id = this_member and m.disabled_at is null and m.email is not distinct from former.email;
        end if;
        -- Another form of the same member was faster.
        if not found then
            raise no_data_found;
        end if;
    exception
        when unique_violation then
            verdict := 'taken';
            return;
        when no_data_found then
            verdict := 'none';
            return;
    end;
    update auth.code c set used_at = clock_timestamp(), code_hash = null where c.id = this_code.id;
    delete from auth.mailbox m where m.code_id = this_code.id;
    verdict := 'done';
    told := array_remove(
        case for_purpose
            when 'phone' then array[former.phone, former.email]
            else array[coalesce(former.email, former.phone)]
        end,
        null
    );
end
$$;

-- Takes a member's e-mail address away, with every code that went to it for the account: the address. Null if there was none.
create function auth.remove_email(this_member bigint) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    former text;
begin
    select m.email into former from auth.member m where m.id = this_member;
    perform auth.take_turn(array[former]);
    delete from auth.code c where c.phone = former and c.purpose <> 'register';
    update auth.member m set email = null, email_since = null where m.id = this_member and m.email = former;
    return case when found then former end;
end
$$;

-- Whether a forgotten password can be replaced by way of this phone or this e-mail address: the account has been reached there for a day. Who
-- finds a browser logged in can change where the account is reached, but has not got the account by that.
create function auth.resets(owner auth.member, by_address text) returns boolean
language sql stable
return case
    when owner.phone = by_address then coalesce(owner.phone_since < clock_timestamp() - interval '1 day', true)
    when owner.email = by_address then coalesce(owner.email_since < clock_timestamp() - interval '1 day', true)
    else false
end;

-- As before, and by the e-mail address as well: gives the member who is reached there another password, and uses the code up: 'done' and the
-- number of the code. Or nothing happened: the account is 'disabled', is reached otherwise ('none') or has been reached there for less than
-- a day ('young'), or the code is not what it was when it was checked: 'none', 'used', 'expired', 'wrong'.
create or replace function auth.reset_password(
    this_member bigint, to_phone text, secret text, code text, hash text, out verdict text, out reference bigint
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_code auth.code;
    owner auth.member;
    counted text[] := array[auth.hashed('member ' || this_member), auth.hashed('confirmation ' || this_member)];
begin
    -- Codes for one account are used one after another: each finds what the one before it has done.
    select m.* into owner from auth.member m where m.id = this_member;
    perform auth.take_turn(array[to_phone, owner.phone, owner.email]);
    select c.* into this_code from auth.code c
    where c.purpose = 'reset' and c.phone = to_phone and c.browser = auth.hashed('browser ' || secret)
    for update;
    verdict := case
        when this_code.id is null then 'none'
        when this_code.used_at is not null then 'used'
        when this_code.expires_at <= clock_timestamp() then 'expired'
        when this_code.code_hash is distinct from auth.code_hashed(secret, to_phone, code) then 'wrong'
    end;
    if verdict is not null then
        return;
    end if;
    -- What was counted before the member: in the order in which a login takes them.
    perform from auth.attempt a where a.subject = any(counted) order by a.subject for update;
    update auth.member m set password_hash = hash, credentials_version = m.credentials_version + 1
    where m.id = this_member and m.disabled_at is null and auth.resets(m, to_phone);
    if not found then
        verdict := (
            select case when m.disabled_at is not null then 'disabled' else 'young' end
            from auth.member m where m.id = this_member and to_phone in (m.phone, m.email)
        );
        verdict := coalesce(verdict, 'none');
        return;
    end if;
    update auth.code c set used_at = clock_timestamp(), code_hash = null where c.id = this_code.id;
    delete from auth.mailbox m where m.code_id = this_code.id;
    -- Other browsers that asked for one get no second password by it.
    delete from auth.code c
    where c.purpose = 'reset' and c.phone in (to_phone, owner.phone, owner.email) and c.id <> this_code.id;
    -- Who was kept waiting for wrong passwords has proved to be the owner. And no device is the owner's any more because somebody knew the
    -- old password there.
    delete from auth.attempt a where a.subject = any(counted);
    delete from auth.known_device k where k.member_id = this_member;
    verdict := 'done';
    reference := this_code.id;
end
$$;

revoke execute on function
    auth.take_turn(text[]), auth.resets(auth.member, text), auth.change_recipient(bigint, text, text, text, text), auth.remove_email(bigint)
    from public;
grant execute on function
    auth.take_turn(text[]), auth.resets(auth.member, text), auth.change_recipient(bigint, text, text, text, text), auth.remove_email(bigint)
    to cfmall_auth;
