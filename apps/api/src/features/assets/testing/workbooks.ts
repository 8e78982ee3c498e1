import writeXlsxFile from 'write-excel-file/node';

/** A sheet as text cells; days and numbers may be given as what they are. */
export async function workbookOf(rows: readonly (readonly (string | number | Date | null)[])[]): Promise<Buffer> {
  return writeXlsxFile(
    rows.map((row) => row.map((value) => (value === null ? null : value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd' } : typeof value === 'number' ? { value, type: Number } : { value, type: String }))),
  ).toBuffer();
}

/** Headings of a sheet that leaves out what may be left out. */
export const SHORT_HEAD = ['设备编号', '设备名称', '类别', '状态'] as const;
/** Headings of the whole register. */
export const WHOLE_HEAD = ['设备编号', '设备名称', '类别', '状态', '生产厂家', '型号', '规格', '序列号', '技术参数', '安装位置', '购买日期', '安装日期', '验收日期', '保修期至', '使用年限（年）', '保管人', '备注'] as const;

/** A device in use with nothing missing. */
export const wholeRow = (tag: string, keeper: string, more: Partial<Record<(typeof WHOLE_HEAD)[number], string | number | Date | null>> = {}): (string | number | Date | null)[] => {
  const values: Record<(typeof WHOLE_HEAD)[number], string | number | Date | null> = {
    设备编号: tag, 设备名称: `服务器 ${tag}`, 类别: '视频服务器', 状态: '在用', 生产厂家: '海云', 型号: 'HY-2U', 规格: '2U 机架式', 序列号: `SN-${tag}`, 技术参数: '16 核 64 GB', 安装位置: '监控室机柜', 购买日期: '2024-02-01', 安装日期: '2024/3/1',
    验收日期: '2024年3月8日', 保修期至: '2027-03-08', '使用年限（年）': 5, 保管人: keeper, 备注: null, ...more,
  };
  return WHOLE_HEAD.map((heading) => values[heading]);
};
