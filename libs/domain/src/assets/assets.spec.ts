import { describe, expect, test } from '@jest/globals';
import { parseCivilDay } from '@guardroom/kernel';
import { CHANGE_ORDER_STATES, changesOf, takeOrder } from './change-order.ts';
import { DEVICE_STATES, DEVICE_STEPS, daysInOrder, lifeStanding, missingFields, serviceLifeEnd, swappedFields, takeStep } from './device.ts';
import { FAULT_TICKET_STATES, repairBy, takeTicket, verifyRepair } from './fault-ticket.ts';

const day = parseCivilDay;
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? undefined : result.error?.code);

describe('the service life of a device', () => {
  const standing = (acceptedOn: string | null, today: string, more: { state?: 'in_service' | 'retired'; serviceLifeYears?: number } = {}) =>
    lifeStanding({ state: 'in_service', serviceLifeYears: 5, ...more, acceptedOn: acceptedOn === null ? null : day(acceptedOn) }, day(today));
  test('ends five years after its acceptance to the day', () => {
    expect(standing('2021-11-23', '2026-11-22')).toBe('due');
    expect(standing('2021-11-22', '2026-11-22')).toBe('over_age');
  });
  test('is told half a year before', () => {
    expect(standing('2022-05-21', '2026-11-22')).toBe('due');
    expect(standing('2022-05-22', '2026-11-22')).toBe('in_life');
  });
  test('is shorter where the school says so, and no question for what is retired or was never accepted', () => {
    expect(standing('2024-11-22', '2026-11-22', { serviceLifeYears: 2 })).toBe('over_age');
    expect(standing('2010-01-01', '2026-11-22', { state: 'retired' })).toBe('unknown');
    expect(standing(null, '2026-11-22')).toBe('unknown');
  });
  test('of a leap day ends on the last day of February', () => expect(serviceLifeEnd(day('2020-02-29'), 5)).toBe('2025-02-28'));
});

describe('a step of a device', () => {
  const step = { from: 'commissioned', to: 'accepted', missing: [], commissionedByPersonId: 'a', byPersonId: 'b', hasOrder: false, openTickets: 0, works: false } as const;
  test('to acceptance is taken by somebody else than the one who commissioned it', () => {
    expect(takeStep(step).ok).toBe(true);
    expect(codeOf(takeStep({ ...step, byPersonId: 'a' }))).toBe('assets.own_acceptance');
  });
  test('into service needs every field that the regulations name', () => {
    expect(missingFields({ model: 'X', spec: '', serialNumber: null, purchasedOn: undefined, location: 'a', keeper: 'b', technicalParameters: 'c' })).toEqual(['spec', 'serialNumber', 'purchasedOn']);
    expect(codeOf(takeStep({ ...step, missing: ['spec'] }))).toBe('assets.incomplete');
    expect(codeOf(takeStep({ ...step, from: 'accepted', to: 'in_service', missing: ['spec'] }))).toBe('assets.incomplete');
  });
  test('out of service needs an order', () => {
    expect(codeOf(takeStep({ ...step, from: 'in_service', to: 'retired' }))).toBe('equipment.change_order_needed');
    expect(takeStep({ ...step, from: 'in_service', to: 'retired', hasOrder: true }).ok).toBe(true);
    expect(takeStep({ ...step, from: 'in_service', to: 'degraded' }).ok).toBe(true);
  });
  test('away from its place needs one too while its camera records, whatever the register says', () => {
    for (const to of ['spare', 'retired'] as const) {
      expect(codeOf(takeStep({ ...step, from: 'installed', to, works: true }))).toBe('equipment.change_order_needed');
      expect(takeStep({ ...step, from: 'installed', to }).ok).toBe(true);
    }
    expect(takeStep({ ...step, from: 'installed', to: 'commissioned', works: true }).ok).toBe(true);
  });
  test('back into service waits until the repair is verified', () => expect(codeOf(takeStep({ ...step, from: 'degraded', to: 'in_service', openTickets: 1 }))).toBe('assets.ticket_open'));
  test('keeps the days in order', () => {
    expect(daysInOrder({ purchasedOn: '2024-01-01', installedOn: null, acceptedOn: '2024-01-01' }).ok).toBe(true);
    expect(daysInOrder({ purchasedOn: '2024-01-02', installedOn: null, acceptedOn: '2024-01-01' })).toMatchObject({ error: { code: 'assets.dates_disorder', details: { field: 'acceptedOn' } } });
  });
  test('leads nowhere that the register does not know', () => {
    for (const from of DEVICE_STATES) for (const to of DEVICE_STATES) expect([from, to, codeOf(takeStep({ ...step, from, to, hasOrder: true })) === 'assets.no_such_step']).toEqual([from, to, !(DEVICE_STEPS[from] as readonly string[]).includes(to)]);
  });
});

describe('a record of a device', () => {
  test('says that another device stands there when what told it apart differs; what was empty is only filled in', () => {
    const before = { model: 'HM-4M', serialNumber: null };
    expect(swappedFields(before, { model: 'HM-4M', serialNumber: 'SN-1' })).toEqual([]);
    expect(swappedFields(before, {})).toEqual([]);
    expect(swappedFields(before, { model: 'HM-8M' })).toEqual(['model']);
    expect(swappedFields({ ...before, serialNumber: 'SN-1' }, { model: null, serialNumber: 'SN-2' })).toEqual(['model', 'serialNumber']);
  });
});

describe('a fault ticket', () => {
  test('is repaired within a day when the watch is interrupted, three days else, two for a lamp', () => {
    const hours = (ms: number) => ms / 3_600_000;
    expect([repairBy(0, 'critical', 'unreachable'), repairBy(0, 'normal', 'damage'), repairBy(0, 'normal', 'lamp_out'), repairBy(0, 'critical', 'lamp_out')].map(hours)).toEqual([24, 72, 48, 24]);
  });
  test('is verified once, by somebody else, and when the device works', () => {
    const ticket = { state: 'repaired', repairedByPersonId: 'a', assigneePersonId: 'b' } as const;
    expect(verifyRepair(ticket, { personId: 'b' }, true)).toEqual({ ok: true, value: 'verified' });
    expect(codeOf(verifyRepair(ticket, { personId: 'a' }, true))).toBe('tickets.own_repair');
    expect(codeOf(verifyRepair({ ...ticket, repairedByPersonId: null }, { personId: 'b' }, true))).toBe('tickets.own_repair');
    expect(codeOf(verifyRepair(ticket, { personId: 'b' }, false))).toBe('tickets.still_faulty');
    expect(FAULT_TICKET_STATES.filter((state) => verifyRepair({ ...ticket, state }, { personId: 'c' }, true).ok)).toEqual(['repaired']);
  });
  test('ends for good with its verification', () => {
    for (const verb of ['assign', 'start', 'repair', 'verify', 'send_back'] as const) expect(codeOf(takeTicket({ state: 'verified' }, verb))).toBe('tickets.not_now');
  });
});

describe('a change order', () => {
  const by = { personId: 'principal' };
  test('is decided once, and never by its proposer', () => {
    for (const verb of ['approve', 'reject'] as const) {
      expect(CHANGE_ORDER_STATES.filter((state) => takeOrder({ state, proposedByPersonId: 'admin' }, verb, by).ok)).toEqual(['proposed']);
      expect(codeOf(takeOrder({ state: 'proposed', proposedByPersonId: 'principal' }, verb, by))).toBe('change_orders.own_order');
    }
  });
  test('is carried out after its approval only', () => expect(CHANGE_ORDER_STATES.filter((state) => takeOrder({ state, proposedByPersonId: 'x' }, 'close', by).ok)).toEqual(['approved', 'in_progress']));
  test('is asked for a new place, another device or gateway and for switching off, and for nothing else', () => {
    const camera = { location: '东门', space: 'gate', enabled: true, rtspUrl: 'rtsp://10.0.0.8/main', gatewayId: 'gwy_1' };
    expect(changesOf(camera, { location: '东门', space: 'gate', enabled: true })).toEqual([]);
    expect(changesOf(camera, { location: '西门' })).toEqual(['move']);
    expect(changesOf(camera, { space: 'corridor', enabled: false })).toEqual(['move', 'switch_off']);
    expect(changesOf({ ...camera, enabled: false }, { enabled: true })).toEqual([]);
    expect(changesOf({ ...camera, enabled: false }, { enabled: false })).toEqual([]);
    for (const rtspUrl of ['rtsp://10.0.0.8:554/main', 'rtsp://10.0.0.8/sub?channel=2', 'rtsp://10.0.0.8']) expect(changesOf(camera, { rtspUrl })).toEqual([]);
    for (const rtspUrl of ['rtsp://10.0.0.9/main', 'rtsp://10.0.0.8:8554/main', 'rtsps://10.0.0.8/main']) expect(changesOf(camera, { rtspUrl })).toEqual(['address']);
    expect(changesOf(camera, { gatewayId: 'gwy_2' })).toEqual(['gateway']);
  });
});
