/** Characters that are most used in Chinese texts, and in those about programs; both ways of writing are in other tables. */
const characters =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成' +
  '方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工' +
  '使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表' +
  '化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结' +
  '反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难' +
  '且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运往收根干造集组级' +
  '编码测试注释参返函错误默认值初始配置获输字符串型对象变循环判断调请响状态存读写闭连线程异志模块服客户端版登录查询删除添' +
  '修改更保载未找列单按键选项标签页码显示隐藏背景宽左右上下移位图片视频音档案密钥验证授权证券付款订购物额价税率库仓备份恢复' +
  '启停止监控警告仅支持需源始终随临久旧钟秒分钟星周季假跳越界限超允许禁用户册姓址邮箱号码城省县街店铺商品牌厂每天若否则'
const common: ReadonlySet<string> = new Set([...characters, ...'，。、；：？！“”‘’（）《》【】…—·￥　'])

/** Whether a character is one that Chinese texts are mostly made of, or a mark of theirs. */
export function isCommonChinese(char: string): boolean {
  return common.has(char)
}
