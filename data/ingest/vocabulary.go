package ingest

import (
	"slices"
	"strings"

	"cuntong/data"
)

// meaning pairs words with what they mean; the first pair of a list that fits a text wins.
type meaning[T any] struct {
	words []string
	is    T
}

func lookUp[T any](text string, list []meaning[T]) (T, bool) {
	text = strings.ToLower(halfWidth(text))
	for _, m := range list {
		for _, word := range m.words {
			if strings.Contains(text, word) {
				return m.is, true
			}
		}
	}
	var none T
	return none, false
}

func lookUpAll[T comparable](text string, list []meaning[T]) []T {
	text = strings.ToLower(halfWidth(text))
	var found []T
	for _, m := range list {
		for _, word := range m.words {
			if strings.Contains(text, word) && !slices.Contains(found, m.is) {
				found = append(found, m.is)
			}
		}
	}
	return found
}

// operatorsOf finds every operator that a text names, in display order. 中国邮政速递 is postal, not express, so
// the names of the post are taken out before the express words are looked for.
func operatorsOf(text string) []data.Operator {
	text = strings.ToLower(halfWidth(text))
	var found []data.Operator
	for _, name := range []string{"邮政快递", "邮政速递", "邮政", "邮局", "邮乐购", "邮乐", "村邮", "支局", "ems", "postal", "post", "邮快"} {
		if strings.Contains(text, name) {
			if !slices.Contains(found, data.Postal) {
				found = append(found, data.Postal)
			}
			if name == "邮快" { // 邮快合作: both
				found = append(found, data.Express)
			}
			text = strings.ReplaceAll(text, name, " ")
		}
	}
	found = append(found, lookUpAll(text, []meaning[data.Operator]{
		{[]string{"快递", "顺丰", "中通", "圆通", "申通", "韵达", "极兔", "百世", "德邦", "京东", "菜鸟", "兔喜", "妈妈驿站", "express"}, data.Express},
		{[]string{"供销", "coop"}, data.Coop},
		{[]string{"电商", "电子商务", "淘宝", "拼多多", "乐村淘", "苏宁", "ecommerce"}, data.Ecommerce},
	})...)
	var ordered []data.Operator
	for _, o := range data.Operators() {
		if slices.Contains(found, o) {
			ordered = append(ordered, o)
		}
	}
	return ordered
}

func facilityTierOf(text string) (data.FacilityTier, bool) {
	return lookUp(text, []meaning[data.FacilityTier]{
		{[]string{"hub", "县级", "县域", "共配中心", "分拨中心", "配送中心", "处理中心"}, data.Hub},
		{[]string{"village", "村级", "村", "point", "驿站", "社区"}, data.ServicePoint},
		{[]string{"station", "town", "乡镇", "镇", "乡", "街道", "支局", "邮政所", "营业所", "邮局"}, data.Station},
		{[]string{"县", "county"}, data.Hub},
	})
}

func facilityStatusOf(text string) (data.FacilityStatus, bool) {
	switch strings.ToLower(strings.TrimSpace(halfWidth(text))) {
	case "是", "y", "yes", "true", "1", "有":
		return data.Active, true
	case "否", "n", "no", "false", "0", "无":
		return data.Suspended, true
	}
	return lookUp(text, []meaning[data.FacilityStatus]{
		{[]string{"撤销", "撤点", "关闭", "注销", "取消", "closed"}, data.Closed},
		{[]string{"停", "歇业", "未运营", "未营业", "不正常", "非正常", "未正常", "inactive", "suspended"}, data.Suspended},
		{[]string{"在建", "建设中", "施工", "装修", "building"}, data.Building},
		{[]string{"规划", "拟建", "计划", "待建", "planned"}, data.Planned},
		{[]string{"备选", "候选", "candidate"}, data.Candidate},
		{[]string{"正常", "运营", "营业", "在用", "开业", "启用", "active"}, data.Active},
	})
}

func offersOf(text string) []data.Offer {
	found := lookUpAll(text, []meaning[data.Offer]{
		{[]string{"取件", "代收", "收发", "收寄", "自提", "投递", "派件", "派送", "快递", "邮政", "邮件", "包裹", "pickup"}, data.Pickup},
		{[]string{"寄件", "代寄", "揽收", "揽件", "收发", "收寄", "寄递", "快递", "邮政", "包裹", "dropoff"}, data.Dropoff},
		{[]string{"零售", "代购", "日用", "超市", "便民", "商品", "购物", "retail"}, data.Retail},
		{[]string{"农资", "化肥", "种子", "supplies"}, data.Supplies},
		{[]string{"缴费", "代缴", "充值", "payment"}, data.Payment},
		{[]string{"金融", "取款", "储蓄", "银行", "finance"}, data.Finance},
	})
	return found
}

func serviceModeOf(text string) (data.ServiceMode, bool) {
	return lookUp(text, []meaning[data.ServiceMode]{
		{[]string{"免设", "exempt"}, data.Exempt},
		{[]string{"未覆盖", "未通", "不通", "none", "无服务", "未服务"}, data.NoService},
		{[]string{"直投", "入户", "上门", "到户", "door"}, data.AtDoor},
		{[]string{"定时", "定期", "班车", "流动", "巡回", "约定", "客货邮", "scheduled"}, data.Scheduled},
		{[]string{"定点", "站点", "代收", "设点", "驿站", "自提", "服务点", "代投", "建点", "point"}, data.AtPoint},
	})
}

func settlementKindText(text string) (data.SettlementKind, bool) {
	return lookUp(text, []meaning[data.SettlementKind]{
		{[]string{"pseudo", "类似"}, data.KindPseudo},
		{[]string{"residents", "居委会", "居民委员会", "社区"}, data.KindResidents},
		{[]string{"village", "村"}, data.KindVillage},
	})
}

// vehicleKindOf falls back to the text itself: kinds of vehicles are open.
func vehicleKindOf(text string) string {
	if kind, ok := lookUp(text, []meaning[string]{
		{[]string{"无人", "unmanned"}, "unmanned"},
		{[]string{"三轮", "trike"}, "e-trike"},
		{[]string{"摩托", "motorcycle"}, "motorcycle"},
		{[]string{"客车", "公交", "班车", "bus"}, "bus"},
		{[]string{"面包", "微型", "轻客", "van"}, "van"},
		{[]string{"货车", "卡车", "厢式", "厢货", "truck"}, "truck"},
	}); ok {
		return kind
	}
	return text
}

// yesNo reads the answers of a form.
func yesNo(text string) (yes, ok bool) {
	switch strings.ToLower(strings.TrimSpace(halfWidth(text))) {
	case "是", "有", "已", "通", "已通", "覆盖", "已覆盖", "y", "yes", "true", "1", "√":
		return true, true
	case "否", "无", "未", "不通", "未通", "未覆盖", "n", "no", "false", "0", "×":
		return false, true
	}
	return false, false
}
