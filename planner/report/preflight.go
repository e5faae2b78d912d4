package report

import "strconv"

// Preflight says before a solve what stands in its way, what the reader of its plan must know, and how large the question is.
type Preflight struct {
	Scenario string             `json:"scenario" doc:"ID"`
	Model    string             `json:"model"`
	Revision int64              `json:"revision" doc:"Of the store's records"`
	Ready    bool               `json:"ready" doc:"true: nothing blocks"`
	Findings []PreflightFinding `json:"findings" doc:"What blocks first, then what to mind, then what is in order"`
	Demands  *int               `json:"demands" doc:"Settlements that the question is about; null where it cannot be posed so far"`
	Sites    *int               `json:"sites" doc:"Facilities that matter and candidates; null where it cannot be posed so far"`
	Pairs    *int               `json:"pairs" doc:"Pairs of the two within the limit; null where it cannot be posed so far"`
	Estimate *PreflightEstimate `json:"estimate,omitempty" doc:"How long such jobs took; absent where none is on record: unknown"`
}

// PreflightEstimate is what comparable jobs on record took, from start to end.
type PreflightEstimate struct {
	Jobs          int     `json:"jobs" doc:"Finished plan jobs of the same area, model and way of travel, not stopped and not repeated; at most the last 20"`
	MedianSeconds float64 `json:"median_s" doc:"Half of them took at most this long"`
	LeastSeconds  float64 `json:"least_s"`
	MostSeconds   float64 `json:"most_s"`
}

// PreflightLevel says what a finding means for the solve.
type PreflightLevel string

// The levels.
const (
	PreflightBlocks PreflightLevel = "blocks" // the solve would be refused
	PreflightWarns  PreflightLevel = "warns"  // it can be solved, and the reader must know
	PreflightOK     PreflightLevel = "ok"
)

// PreflightFinding is one thing that was looked at.
type PreflightFinding struct {
	Level    PreflightLevel    `json:"level" enum:"blocks,warns,ok"`
	Code     string            `json:"code" doc:"Stable word for what was looked at"`
	Count    int               `json:"count" doc:"How many records are concerned; 0 where the finding is not about records"`
	Params   map[string]string `json:"params,omitempty" doc:"What the sentence speaks of, by name"`
	Sentence Sentence          `json:"sentence"`
	Detail   string            `json:"detail,omitempty" doc:"Of what blocks: the words in which the solve would be refused"`
	Of       string            `json:"of,omitempty" enum:"settlements,facilities" doc:"What keys are of"`
	Keys     []string          `json:"keys,omitempty" doc:"Codes or IDs of the records concerned, the first 200 in order"`
}

// Codes of findings.
const (
	FindPositions    = "positions"
	FindPopulation   = "population"
	FindRoads        = "roads"
	FindNoRoads      = "no_roads"
	FindCandidates   = "candidates"
	FindOpeningCosts = "opening_costs"
	FindYearlyCosts  = "yearly_costs"
	FindPlanned      = "planned"
	FindApprovals    = "approvals"
	FindRuleSites    = "rule_sites"
	FindParcels      = "parcels"
	FindAssumed      = "parcels_assumed"
	FindCapacities   = "capacities"
	FindWithin       = "within_limit"
	FindStandard     = "standard"
	FindSample       = "sample"
	FindMixed        = "mixed"
	FindHubs         = "hubs"
	FindStationHubs  = "station_hubs"
	FindCosts        = "costs"
	FindRefused      = "refused"
)

// PreflightWords says a finding in words; level, count and params must be set.
func PreflightWords(f PreflightFinding) Sentence {
	n, is := Thousands(int64(f.Count)), func(level PreflightLevel) bool { return f.Level == level }
	of := func(name string) string { return f.Params[name] }
	switch f.Code {
	case FindPositions:
		switch {
		case is(PreflightOK):
			return Sentence{"所有居民点都有坐标", "All settlements have a position"}
		case is(PreflightBlocks):
			return Sentence{n + " 个居民点都没有坐标，无法计算：请先导入坐标", "None of the " + n + " settlements has a position: load coordinates first"}
		}
		return Sentence{n + " 个居民点没有坐标，不参与计算", "Settlements without a position, left out: " + n}
	case FindPopulation:
		switch {
		case is(PreflightOK) && of("weight") == "settlements":
			return Sentence{"按居民点个数计，不需要人口", "Each settlement counts one; populations are not needed"}
		case is(PreflightOK):
			return Sentence{"人口都已知，按人口计", "All populations are known and count"}
		case is(PreflightBlocks):
			return Sentence{n + " 个居民点人口未知，而按人口计需要全部已知：请补人口，或改为按居民点个数计", "Populations unknown for " + n + " settlements, and weighing by people needs them all: fill them in, or count settlements"}
		}
		return Sentence{n + " 个居民点人口未知，故每个居民点按 1 计", "Populations unknown for " + n + " settlements, so each settlement counts one"}
	case FindRoads:
		if is(PreflightOK) {
			return Sentence{"所有居民点附近都有道路", "Every settlement has a road near it"}
		}
		return Sentence{n + " 个居民点 " + of("limit_m") + " 米之内没有道路，按无路可达计", "Settlements without a road within " + of("limit_m") + " m, counted as unreachable: " + n}
	case FindNoRoads:
		return Sentence{"没有路网数据，不能按道路计算：请先导入道路，或改为直线距离", "No road network is on record: load roads, or travel by straight line"}
	case FindCandidates:
		if is(PreflightOK) {
			return Sentence{"备选点 " + n + " 个", "Candidates: " + n}
		}
		return Sentence{"没有备选点数据：以 " + n + " 个有坐标的居民点为备选点，费用未知", "No candidates on record: the " + n + " located settlements are candidates, costs unknown"}
	case FindOpeningCosts:
		switch {
		case is(PreflightOK):
			return Sentence{"备选点都有建设费", "All candidates have an opening cost"}
		case is(PreflightBlocks):
			return Sentence{n + " 个备选点没有建设费，而预算和 scp 需要：请补建设费，或改为限定点数", "Candidates without an opening cost, which a budget and scp need: " + n + "; fill it in, or limit the number of points"}
		}
		return Sentence{n + " 个备选点没有建设费，选中它们时总费用未知", "Candidates without an opening cost: " + n + "; where one is chosen the sum is unknown"}
	case FindYearlyCosts:
		if is(PreflightOK) {
			return Sentence{"备选点都有年费用", "All candidates have a yearly cost"}
		}
		return Sentence{n + " 个备选点没有年费用，而最省总费用（facility）需要", "Candidates without a yearly cost, which facility needs: " + n}
	case FindPlanned:
		return Sentence{n + " 个规划或在建的站点不作为备选点，也不算已有站点；要参与选址请把状态改为“备选”", "Facilities planned or being built, neither candidates nor counted as open: " + n}
	case FindApprovals:
		return Sentence{"改动撤销、合并或迁移了 " + n + " 个邮政普遍服务营业场所，须经邮政管理部门批准（需审批）", "Universal-service facilities that the changes close, merge or move: " + n + "; the postal authority must approve"}
	case FindRuleSites:
		return Sentence{"规则里写的 " + n + " 个站点既不是本地区的备选点，也不是附近的站点", "Sites that the rules name and that are neither candidates of the area nor facilities near it: " + n}
	case FindParcels:
		switch {
		case is(PreflightOK):
			return Sentence{"件量都已知", "All parcels are known"}
		case is(PreflightBlocks):
			return Sentence{n + " 个居民点没有件量，而所问的需要：请补件量，或写明假定", "Settlements without parcels on record, which the question needs: " + n + "; fill them in, or say what to assume"}
		}
		return Sentence{n + " 个建制村没有件量或坐标，不参与计算", "Villages without parcels or position, left out: " + n}
	case FindAssumed:
		return Sentence{n + " 个建制村没有件量记录，按所给的假定件量计", "Villages without parcels on record, counted with what the rules assume: " + n}
	case FindCapacities:
		if is(PreflightOK) {
			return Sentence{"站点都有能力记录", "All sites have a capacity"}
		}
		return Sentence{n + " 个站点没有能力记录，按不限计", "Sites without a capacity on record, taken as without limit: " + n}
	case FindWithin:
		if is(PreflightOK) {
			return Sentence{"每个居民点在限度之内都有站点或备选点", "Every settlement has a facility or a candidate within the limit"}
		}
		words := Sentence{n + " 个居民点在限度之内没有任何站点或备选点，怎么选都到不了", "Settlements with neither a facility nor a candidate within the limit, which no choice can serve: " + n}
		if of("ends") != "" {
			words.ZH += "；所选模型要求服务每一个居民点，因此会得出“无可行方案”，没有答案可采纳"
			words.EN += "; this model serves every settlement, so the solve will end as infeasible, without an answer to accept"
		}
		return words
	case FindStandard:
		if is(PreflightOK) {
			return Sentence{"服务标准已核对出处", "The standard was checked against its source"}
		}
		return Sentence{"服务标准“" + of("name_zh") + "”待核：数值没有对照正式文件", "The standard “" + of("name_en") + "” is not verified (待核)"}
	case FindMixed:
		return MixedNotice()
	case FindSample:
		return Sentence{"数据是示例（合成），结果不代表真实情况", "The records are made up (sample data); results say nothing about the real place"}
	case FindHubs:
		return Sentence{"没有带坐标的县级中心，三级网络无法计算", "No hub with a position is on record, so three tiers cannot be planned"}
	case FindStationHubs:
		if is(PreflightOK) {
			return Sentence{"每个乡镇站在干线时限内都有县级中心", "Every station has a hub within the trunk's limit"}
		}
		return Sentence{n + " 个乡镇站在干线时限内没有县级中心，不能由它转运", "Stations without a hub within the trunk's limit: " + n}
	case FindCosts:
		return Sentence{"费用依据为待核的预设或假定", "The cost book is not checked against an official text (待核)"}
	}
	return Sentence{"这样的问题算不出来，程序的说明：" + f.Detail, "This question is refused: " + f.Detail}
}

// PreflightMeters is a length as params have it.
func PreflightMeters(meters float64) string { return strconv.FormatFloat(meters, 'f', 0, 64) }
