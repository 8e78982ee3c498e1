import { ASSET_CLASSES, type AssetClass, DEVICE_STATES, type DeviceState } from '@guardroom/domain';

/** Languages of a sheet. */
export type Language = 'zh-CN' | 'en';

/** Columns of the register as a sheet, in order. */
export const FIELDS = [
  'tagNumber', 'name', 'assetClass', 'state', 'maker', 'model', 'spec', 'serialNumber', 'technicalParameters', 'supplier', 'installer', 'location',
  'purchasedOn', 'installedOn', 'acceptedOn', 'warrantyUntil', 'serviceLifeYears', 'keeper', 'remarks',
] as const;
export type Field = (typeof FIELDS)[number];

/** Headings of the columns. */
export const HEADINGS: Readonly<Record<Field | 'serviceLifeEndsOn', Readonly<Record<Language, string>>>> = {
  tagNumber: { 'zh-CN': '设备编号', en: 'Tag number' },
  name: { 'zh-CN': '设备名称', en: 'Name' },
  assetClass: { 'zh-CN': '类别', en: 'Class' },
  state: { 'zh-CN': '状态', en: 'State' },
  maker: { 'zh-CN': '生产厂家', en: 'Maker' },
  model: { 'zh-CN': '型号', en: 'Model' },
  spec: { 'zh-CN': '规格', en: 'Specification' },
  serialNumber: { 'zh-CN': '序列号', en: 'Serial number' },
  technicalParameters: { 'zh-CN': '技术参数', en: 'Technical parameters' },
  supplier: { 'zh-CN': '供应商', en: 'Supplier' },
  installer: { 'zh-CN': '安装单位', en: 'Installer' },
  location: { 'zh-CN': '安装位置', en: 'Place' },
  purchasedOn: { 'zh-CN': '购买日期', en: 'Purchased on' },
  installedOn: { 'zh-CN': '安装日期', en: 'Installed on' },
  acceptedOn: { 'zh-CN': '验收日期', en: 'Accepted on' },
  warrantyUntil: { 'zh-CN': '保修期至', en: 'Warranty until' },
  serviceLifeYears: { 'zh-CN': '使用年限（年）', en: 'Service life (years)' },
  keeper: { 'zh-CN': '保管人', en: 'Keeper' },
  remarks: { 'zh-CN': '备注', en: 'Remarks' },
  serviceLifeEndsOn: { 'zh-CN': '到期日', en: 'Service life ends on' },
};

/** Classes in words. */
export const CLASS_WORDS: Readonly<Record<AssetClass, Readonly<Record<Language, string>>>> = {
  camera: { 'zh-CN': '摄像机', en: 'Camera' },
  gateway: { 'zh-CN': '现场网关', en: 'Gateway' },
  server: { 'zh-CN': '视频服务器', en: 'Video server' },
  recorder: { 'zh-CN': '录像机', en: 'Recorder' },
  switch: { 'zh-CN': '交换设备', en: 'Switch' },
  display: { 'zh-CN': '显示设备', en: 'Display' },
  workstation: { 'zh-CN': '监控主机', en: 'Workstation' },
  storage: { 'zh-CN': '存储设备', en: 'Storage' },
  power_supply: { 'zh-CN': '供电设备', en: 'Power supply' },
  lamp: { 'zh-CN': '辅助照明灯', en: 'Auxiliary lamp' },
  fire_equipment: { 'zh-CN': '消防器材', en: 'Fire equipment' },
  other: { 'zh-CN': '其他', en: 'Other' },
};

/** States in words, by the glossary. */
export const STATE_WORDS: Readonly<Record<DeviceState, Readonly<Record<Language, string>>>> = {
  planned: { 'zh-CN': '规划', en: 'Planned' },
  installed: { 'zh-CN': '已安装', en: 'Installed' },
  commissioned: { 'zh-CN': '已调试', en: 'Commissioned' },
  accepted: { 'zh-CN': '已验收', en: 'Accepted' },
  in_service: { 'zh-CN': '在用', en: 'In service' },
  degraded: { 'zh-CN': '降级', en: 'Degraded' },
  offline: { 'zh-CN': '离线', en: 'Offline' },
  spare: { 'zh-CN': '备用', en: 'Spare' },
  retired: { 'zh-CN': '报废', en: 'Retired' },
};

const named = <T extends string>(values: readonly T[], words: Readonly<Record<T, Readonly<Record<Language, string>>>>) =>
  new Map(values.flatMap((value) => [[value, value] as const, ...Object.values(words[value]).map((word) => [word.toLowerCase(), value] as const)]));

const fields = named([...FIELDS, 'serviceLifeEndsOn'] as const, HEADINGS);
const classes = named(ASSET_CLASSES, CLASS_WORDS);
const states = named(DEVICE_STATES, STATE_WORDS);

const key = (text: string): string => text.trim().replace(/\s+/g, ' ').replace(/\s*\*$/, '').toLowerCase();

/** The column that a heading names, in either language or by its identifier. */
export const fieldNamed = (heading: string): Field | 'serviceLifeEndsOn' | undefined => fields.get(key(heading)) ?? FIELDS.find((field) => field.toLowerCase() === key(heading));
export const classNamed = (word: string): AssetClass | undefined => classes.get(key(word));
export const stateNamed = (word: string): DeviceState | undefined => states.get(key(word));
