package sample

import "strings"

// tongue makes names as a kind of countryside has them.
type tongue struct {
	townFirst, townLast       string // one character each
	before, stem, after       []string
	committee, town, township string
}

func split(words string) []string { return strings.Fields(words) }

func plainTongue() tongue {
	return tongue{
		townFirst: "清柳云安永福金白双新古长平泰丰和", townLast: "河桥湾泉塘店集口台寨坊渡堤洼",
		before: split("前 后 东 西 南 北 大 小"),
		stem:   split("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏"),
		after:  split("家 庄 屯 家庄 家屯 寨 官庄 楼 营 堡 坊 桥 岭"), committee: "村委会", town: "镇", township: "乡",
	}
}

func mountainTongue() tongue {
	return tongue{
		townFirst: "青石云龙白红凤双黑古长天高尖木鱼", townLast: "溪坪坝垭岩沟山湾岭洞田滩",
		before: split("上 下 大 小 长 高 老 新"),
		stem:   split("王家 李家 石 龙 竹 松 柏 桃 杉 茶 椿 花 泉 羊 鹿 虎 凤 月 云 麻 黄 谭家 向家 冉家 田家 彭家"),
		after:  split("坪 湾 沟 坝 垭 岩 溪 槽 岭 田 坡 洞 包 梁"), committee: "村民委员会", town: "镇", township: "乡",
	}
}

func pastoralTongue() tongue {
	return tongue{
		townFirst: "乌查呼巴额宝达萨", townLast: "兰勒林彦登布", before: split("巴彦 乌兰 查干 呼和 阿尔 宝力 额尔 达布 哈日 萨如"),
		stem:  split("塔拉 淖尔 高勒 乌拉 宝拉格 图嘎 希热 浩特 花 木伦 善达 布拉格"),
		after: split("德 图 其 尔"), committee: "嘎查委员会", town: "镇", township: "苏木",
	}
}

// namer gives out names: unique in a town; about three in a hundred stand twice in the county.
type namer struct {
	tongue tongue
	dice   dice
	used   map[string]int // name → town it was last given in
	given  []string
}

func newNamer(d dice, words tongue) *namer { return &namer{words, d, map[string]int{}, nil} }

func (n *namer) pickRune(letters string) string {
	runes := []rune(letters)
	return string(runes[n.dice.below(int64(len(runes)))])
}

// fresh tries draws until one is new to the county.
func (n *namer) fresh(town int, draw func() string) string {
	for {
		name := draw()
		if _, taken := n.used[name]; !taken {
			n.used[name] = town
			return name
		}
	}
}

// townName names a town without its kind.
func (n *namer) townName() string {
	return n.fresh(-1, func() string { return n.pickRune(n.tongue.townFirst) + n.pickRune(n.tongue.townLast) })
}

// villageName names a village committee.
func (n *namer) villageName(town int) string {
	if len(n.given) > 0 && n.dice.permille(30) {
		again := n.given[n.dice.below(int64(len(n.given)))]
		if n.used[again] != town {
			n.used[again] = town
			return again
		}
	}
	name := n.fresh(town, func() string {
		before := ""
		if n.dice.permille(650) {
			before = pick(n.dice, n.tongue.before...)
		}
		return before + pick(n.dice, n.tongue.stem...) + pick(n.dice, n.tongue.after...) + n.tongue.committee
	})
	n.given = append(n.given, name)
	return name
}

// estateName names a residents' committee.
func (n *namer) estateName(town int) string {
	first := split("幸福 和平 建设 朝阳 兴华 文化 新华 民主 胜利 光明 团结 滨河 永安 康宁 锦绣 祥和")
	last := split("路 里 苑 园 街 湾")
	return n.fresh(town, func() string { return pick(n.dice, first...) + pick(n.dice, last...) + "社区居民委员会" })
}
