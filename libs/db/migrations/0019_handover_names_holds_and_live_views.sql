-- A handover also lists footage that is held and live views that are open: the incoming keeper answers for both.

alter table guardroom.handover_items
  drop constraint handover_items_kind_check,
  add constraint handover_items_kind_check check (kind in ('recording_gap', 'fault_ticket', 'footage_request', 'incident', 'viewing_session', 'live_view', 'footage_hold', 'visitor_inside', 'log_missing', 'open_matter'));
