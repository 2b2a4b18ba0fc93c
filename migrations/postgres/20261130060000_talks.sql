-- Why: for a day after the last word between a customer and support a text is for support, so that
-- nobody's answer to it is taken for the name of a country.

alter table customers add column spoke_at bigint;
