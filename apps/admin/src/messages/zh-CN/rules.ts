/** The rules behind numbers, colours and refusals: what they say and what to do. */
export const rules = {
  why: { label: '依据', todo: '怎么办：' },
  rule: {
    freeze_at_filing: { title: '提交即暂存', words: '申请一提交，所申请的录像立即暂存，不会因到期而清理，直到有结论。', todo: '无须操作；结论作出后自动解除。' },
    written_application: { title: '调阅须书面申请', words: '查看录像须写明申请人、事由、位置与时段，并经批准；没有登记，就没有画面。', todo: '在“我的申请”中填写，一分钟即可提交。' },
    proportion: { title: '范围与事由相称', words: '只看与事情有关的位置和时间。超过一小时或四台摄像机的，请审批人特别留意；超过学校上限的，不能提交。', todo: '可只批准事发前后的一段，或只批准有关的位置。' },
    own_request: { title: '不批自己的申请', words: '审批人不能审批自己提出的申请。', todo: '请由法定代表人或另一位审批人处理。' },
    second_consent: { title: '本人查看须另行同意', words: '通常由指定查看人查看并告知结果。申请人本人要看画面的，审批人须另行同意并写明理由，且全程有专人陪同。', todo: '确有必要才勾选同意；否则改为“仅反馈结果”。' },
    escort_present: { title: '全程专人陪同', words: '现场调阅须申请人与陪同人同时在场，各自登录。任何一方离开，画面在两秒内切断。', todo: '请陪同人在自己的设备上打开“监控室”，确认在场。' },
    no_over_range: { title: '不得超范围', words: '只能看到批准的摄像机和批准的分秒。超出的部分不会发送。', todo: '确需查看更多，请另行申请。' },
    no_footage_for_bureau: { title: '教育局不接触录像', words: '教育局查看登记、结果、数量与证明，不查看录像、布防信息和参考画面。', todo: '需要核实时，请查看登记与证明，或请学校依规定办理。' },
    no_unexplained_gap: { title: '缺口须有说明', words: '录像不得无故中断。每个缺口都由系统记录原因，并须在规定时间内由值班人员说明。', todo: '在“录像缺口”中写明原因。' },
    retention: { title: '录像保存期限', words: '录像至少保存 30 天；反恐重点目标 90 天。期满后清理，但暂存和保全的除外。', todo: '查看哪台摄像机、哪一天不足，先恢复录像，再查网关存储与上传。' },
    prohibited_spaces: { title: '私密场所与教室禁装', words: '卫生间、浴室、更衣室、宿舍房间、哺乳室和教室不得安装摄像机，任何人都不能批准。', todo: '请改选其他位置；已有的请立即停用并拆除。' },
    roles_by_appointment: { title: '岗位决定权限', words: '权限随任命而来，随任命结束而去。没有岗位，就不能办理。', todo: '请找办理此事的岗位，或请校长任命。' },
    viewing_recorded: { title: '看了什么都有登记', words: '每一段画面发出之前，先写入调阅登记：谁、何时、哪台摄像机、哪几分钟、谁在场陪同。', todo: '无须操作；登记不能修改或删除。' },
  },
} as const;
