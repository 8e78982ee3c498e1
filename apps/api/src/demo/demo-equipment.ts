import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { SchoolRole } from '@guardroom/domain';
import type { SchoolActor } from '@guardroom/db';
import { addDays, civilDay, instantOf } from '@guardroom/kernel';
import { Tenants } from '../platform/database/databases.ts';
import { Identity } from '../platform/identity/identity.ts';
import { ChangeAsset, ImportAssets, MoveAsset, OpenTicket, PreviewAssetImport, ProposeChange, sheetOf } from '../features/assets/public.ts';
import { RegisterCamera } from '../features/equipment/public.ts';
import type { OnboardedSchool } from '../features/tenancy/public.ts';

/** Who keeps the equipment of a demo school, and who accepts it. */
export type Keepers = { readonly keeper: string; readonly acceptor: string; /** Whether one camera of the school cannot be reached: its fault becomes a ticket by itself. */ readonly hasFault: boolean };

const today = civilDay(instantOf(Date.now()));
const ago = (days: number): string => addDays(today, -days);
const HEAD = ['设备编号', '设备名称', '类别', '状态', '生产厂家', '型号', '规格', '序列号', '技术参数', '供应商', '安装单位', '安装位置', '购买日期', '安装日期', '验收日期', '保修期至', '使用年限（年）', '保管人', '备注'];

/** What stands in the register beside the cameras: among it one over age, one that falls due, one that is spare. */
const stock = (keeper: string): string[][] => [
  ['FWQ-0001', '存储服务器', '视频服务器', '在用', '海云', 'HY-2U', '2U 机架式', 'HY2U20C118', '16 核 64 GB，双电源', '江城安防', '江城安防', '监控室机柜', ago(2_300), ago(2_290), ago(2_280), ago(1_185), '5', keeper, '待更换'],
  ['JHJ-0001', '核心交换机', '交换设备', '在用', '锐联', 'S-24P', '24 口 PoE', 'S24P21A007', '千兆，370 W', '江城安防', '江城安防', '弱电间', ago(1_760), ago(1_750), ago(1_740), ago(645), '5', keeper, ''],
  ['XSQ-0001', '监控室显示屏', '显示设备', '在用', '明视', 'D55', '55 英寸', 'D5523K031', '3840×2160', '江城安防', '江城安防', '监控室', ago(700), ago(690), ago(680), addDays(today, 415), '5', keeper, ''],
  ['DY-0001', '不间断电源', '供电设备', '在用', '恒电', 'UPS-3K', '3 kVA 机架式', 'U3K23F552', '满载 30 分钟', '江城安防', '江城安防', '监控室机柜', ago(700), ago(690), ago(680), addDays(today, 415), '5', keeper, ''],
  ['XF-0001', '灭火器', '消防器材', '在用', '安盾', 'MT3', '二氧化碳 3 kg', 'MT324B090', '适用电气火灾', '安盾', '安盾', '监控室门口', ago(400), ago(398), ago(395), addDays(today, 335), '5', keeper, ''],
  ['SXJ-9001', '备用摄像机', '摄像机', '备用', '海目', 'HM-4M', '枪机 4 mm', 'HM4M24C901', '400 万像素，红外 50 m', '江城安防', '', '库房', ago(300), '', '', addDays(today, 795), '5', keeper, ''],
];

/** The equipment of the demo: its register, cameras that were accepted and one whose record has gaps, a fault that was reported, and a change that waits. */
@Injectable()
export class DemoEquipment {
  readonly #commands: CommandBus;
  readonly #identity: Identity;
  readonly #db: Tenants;
  constructor(commands: CommandBus, identity: Identity, db: Tenants) {
    this.#commands = commands;
    this.#identity = identity;
    this.#db = db;
  }

  /** Brings in what is not there yet; answers how many devices were entered. What people changed since stays as it is. */
  async bringIn(school: OnboardedSchool, { keeper, acceptor, hasFault }: Keepers): Promise<number> {
    const [keeps, accepts] = [await this.#person(school, keeper, ['equipment_admin', 'security_lead']), await this.#person(school, acceptor, ['principal'])];
    const [known] = await this.#db.read(keeps, (tx) => tx.sql`select from assets where tag_number = 'FWQ-0001'`);
    if (known) return 0;
    const contentBase64 = (await sheetOf([HEAD, ...stock(keeps.name)])).toString('base64');
    const { plan, faults } = await this.#commands.execute(new PreviewAssetImport(keeps, contentBase64));
    if (faults.length > 0) throw new Error(`the demo's register has faults: ${JSON.stringify(faults)}`);
    const { creates } = await this.#commands.execute(new ImportAssets(keeps, { contentBase64, plan }));
    await this.#acceptCameras(keeps, accepts);
    await this.#reportFault(keeps);
    if (hasFault) await this.#faultyCamera(keeps);
    return creates;
  }

  async #reportFault(keeps: SchoolActor): Promise<void> {
    const [supply] = await this.#db.read(keeps, (tx) => tx.sql<{ asset_id: string }>`select asset_id from assets where tag_number = 'DY-0001'`);
    if (supply) await this.#commands.execute(new OpenTicket(keeps, { assetId: supply.asset_id, cause: 'power', urgency: 'normal', words: '面板提示电池老化，满载只能支撑 12 分钟' }));
  }

  async #faultyCamera(keeps: SchoolActor): Promise<void> {
    const [gateway] = await this.#db.read(keeps, (tx) => tx.sql<{ gateway_id: string }>`select gateway_id from gateways where state = 'active' order by gateway_id limit 1`);
    if (gateway) await this.#commands.execute(new RegisterCamera(keeps, { name: '车棚', location: '车棚立杆', space: 'car_park', gatewayId: gateway.gateway_id, rtspUrl: 'rtsp://127.0.0.1:9/none', username: 'viewer', password: 'nobody answers' }));
  }

  /** All cameras but the last go from installed to service, as two people do it; the last keeps its gaps, and shall be moved. */
  async #acceptCameras(keeps: SchoolActor, accepts: SchoolActor): Promise<void> {
    const cameras = await this.#db.read(keeps, (tx) => tx.sql<{ asset_id: string; tag_number: string; location: string }>`select asset_id, tag_number, location from assets where camera_id is not null and state = 'installed' order by tag_number`);
    for (const { asset_id: id, tag_number: tag } of cameras.slice(0, -1)) {
      await this.#commands.execute(new ChangeAsset(keeps, id, { maker: '海目', model: 'HM-4M', spec: '枪机 4 mm', serialNumber: `HM4M24${tag.slice(-4)}`, technicalParameters: '400 万像素，红外 50 m', supplier: '江城安防', installer: '江城安防', purchasedOn: ago(120), installedOn: ago(100), warrantyUntil: addDays(today, 975), keeperPersonId: keeps.personId }));
      await this.#commands.execute(new MoveAsset(keeps, id, { state: 'commissioned' }));
      await this.#commands.execute(new MoveAsset(accepts, id, { state: 'accepted', on: ago(90) }));
      await this.#commands.execute(new MoveAsset(keeps, id, { state: 'in_service' }));
    }
    const last = cameras.at(-1);
    if (last) await this.#commands.execute(new ProposeChange(keeps, { assetId: last.asset_id, kind: 'move', words: '抬高半米，避开树枝遮挡', reason: '夏季画面左侧被树枝遮挡', toLocation: `${last.location}上方`, plannedOn: addDays(today, 7) }));
  }

  async #person(school: OnboardedSchool, sub: string, roles: readonly SchoolRole[]): Promise<SchoolActor> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub, sid: undefined, jti: `demo:${sub}`, azp: 'demo', issuedAt: now, expiresAt: now + 300, secondFactor: true, thumbprint: undefined };
    const by = await this.#identity.actor(await this.#identity.principal(claims), 'school', { kind: 'roles', roles }, school.schoolId);
    if (by.kind !== 'school') throw new Error('a demo school is kept by its own people');
    return by;
  }
}
