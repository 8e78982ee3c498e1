-- Every minute each school is asked for its gaps that nobody explained: few of all that ever were.

create index recording_gaps_unexplained on guardroom.recording_gaps (school_id, from_at) where reason is null;
