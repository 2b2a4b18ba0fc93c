-- Why: every few minutes it is asked whether a charge is undecided. Hardly any ever is, and nobody reads all of
-- them for that.

create index charges_undecided on charges (taken_at) where state = 'taken';
