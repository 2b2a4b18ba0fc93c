-- Why: a corrected address is sent the letter that did not arrive. The order keeps which of its mails was
-- the last that the mail server took. Those from before are taken for sent: nobody is mailed anew for them.

alter table orders add column mailed bigint not null default 0;
update orders set mailed = mail_count;
