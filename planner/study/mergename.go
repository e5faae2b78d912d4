package study

import (
	"strings"
	"unicode"

	"cuntong/data"
)

// premisesName is a facility with the name that it is compared by.
type premisesName struct {
	facility data.Facility
	plain    string
}

// nameWords are words that say who runs premises or of what kind they are, not which ones: two lists that name the same shop differ
// in them. Longer ones come first.
func nameWords() []string {
	return []string{"中国邮政储蓄", "中国邮政", "电子商务", "邮乐购", "供销社", "综合服务", "便民服务", "寄递物流", "村邮站", "服务站", "服务点", "代办点", "代收点", "自提点", "营业所", "营业厅",
		"邮政", "快递", "快运", "速递", "供销", "电商", "菜鸟", "驿站", "支局", "网点", "站点", "便民", "综合", "物流", "共配", "中心"}
}

// nameOf reduces a name to what tells premises apart: no spaces, brackets, marks or half-width forms, and none of nameWords; but where
// nothing remains beside the name of the village or the town, which all premises there share, the whole name counts.
func nameOf(facility data.Facility, village, town string) premisesName {
	whole := plainName(facility.Name)
	plain := whole
	for _, word := range nameWords() {
		plain = strings.ReplaceAll(plain, word, "")
	}
	rest := plain
	for _, place := range []string{plainName(village), bareName(village), plainName(town), bareName(town)} {
		if place != "" {
			rest = strings.Replace(rest, place, "", 1)
		}
	}
	if strings.Trim(rest, "村镇乡店点站所社") == "" {
		plain = whole
	}
	return premisesName{facility, plain}
}

// bareName is the name of a village or town without the words for what it is.
func bareName(place string) string {
	name := plainName(place)
	for _, word := range []string{"村民委员会", "居民委员会", "民委员会", "委员会", "村委会", "居委会", "街道办事处", "社区", "街道", "村", "镇", "乡"} {
		name = strings.TrimSuffix(name, word)
	}
	return name
}

// plainName folds widths and case and drops everything that is neither letter nor digit, brackets with what they hold.
func plainName(name string) string {
	depth := 0
	var b strings.Builder
	for _, r := range name {
		if r >= '！' && r <= '～' { // full-width forms of ASCII
			r -= '！' - '!'
		}
		switch {
		case r == '(' || r == '[' || r == '【' || r == '〔':
			depth++
		case r == ')' || r == ']' || r == '】' || r == '〕':
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() == 0 {
		return strings.TrimSpace(name)
	}
	return b.String()
}

// key is shared by premises of the same name at the same place: of points the village, else the town.
func (p premisesName) key() string {
	place := p.facility.Town
	if p.facility.Tier == data.ServicePoint && p.facility.Settlement != "" {
		place = p.facility.Settlement
	}
	return string(p.facility.Tier) + " " + place + " " + p.plain
}
