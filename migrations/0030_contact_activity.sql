-- Another phone, and an e-mail address that was added, replaced or removed, are entries of the activity as well.

alter table auth.activity
    drop constraint activity_kind,
    add constraint activity_kind check (
        kind in (
            'login', 'login-failed', 'confirmed', 'confirmation-failed', 'ended', 'password-changed', 'password-reset',
            'nickname-changed', 'phone-changed', 'email-changed', 'email-removed'
        )
    );
