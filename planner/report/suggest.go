package report

import (
	"fmt"
	"math"

	"cuntong/data"
	"cuntong/geo/travel"
)

// Suggestions are the next single changes that a scenario, or the baseline of an area, would gain most from.
type Suggestions struct {
	Scenario string             `json:"scenario,omitempty" doc:"ID; absent: the baseline of an area"`
	Area     string             `json:"area" doc:"Code; empty: everything in the store"`
	AreaName string             `json:"area_name"`
	Standard string             `json:"standard" doc:"ID"`
	Travel   travel.Description `json:"travel"`
	Weight   string             `json:"weight" enum:"population,settlements" doc:"What the openings are ranked by: residents, or settlements"`
	Revision int64              `json:"revision" doc:"Of the store's records"`
	Counts   Counts             `json:"counts" doc:"With the scenario's own changes, before any of the openings"`
	After    Counts             `json:"after" doc:"With all openings of the list, as an audit counts them"`
	Openings []Opening          `json:"openings" doc:"Best first, each chosen after those before it (greedy): their gains add up, but no proof says that another set of as many could not gain more"`
	Further  int                `json:"further_openings" doc:"Sites beyond the list that would still gain something"`
	Merges   []MergeSaving      `json:"merges" doc:"Premises of several operators that are one place, by town, then ID; at most as many as openings were asked for"`
	Sentence Sentence           `json:"sentence"`
}

// Opening is a site to open and what that gains.
type Opening struct {
	Rank             int                   `json:"rank" doc:"1 for the first"`
	Site             string                `json:"site" doc:"Facility ID of the candidate, or the code of the settlement that would host a point; rules.open and rules.forbid take it"`
	Name             string                `json:"name"`
	Town             string                `json:"town"`
	TownName         string                `json:"town_name"`
	Settlement       string                `json:"settlement,omitempty" doc:"Code of the settlement it stands in; absent unknown"`
	Location         [2]float64            `json:"location" doc:"[lon, lat]"`
	Gain             Moved                 `json:"gain" doc:"Newly covered when the openings before it are made"`
	Alone            Moved                 `json:"alone" doc:"Newly covered when it is opened alone"`
	SettlementsShare *float64              `json:"settlements_share" doc:"gain.settlements / all settlements, a fraction"`
	PeopleShare      *float64              `json:"people_share" doc:"gain.population / all residents on record, a fraction; null where a population is unknown"`
	OpeningCostYuan  *int64                `json:"opening_cost_yuan" doc:"null unknown"`
	YearlyCostYuan   *int64                `json:"yearly_cost_yuan" doc:"null unknown"`
	PeoplePer10000   *float64              `json:"people_per_10000_yuan" doc:"gain.population for each 10,000 yuan of opening cost; null where the cost is unknown or nothing, or a population is unknown"`
	Covers           []string              `json:"covers" doc:"Codes of the settlements of gain, in order, the first 200"`
	Why              Sentence              `json:"why"`
	Changes          []data.FacilityChange `json:"changes" doc:"What a scenario takes over to open it; where nobody is on record as operating it, the post is proposed"`
}

// MergeSaving is a proposal to merge and what it saves.
type MergeSaving struct {
	MergeProposal
	Premises       int    `json:"premises_saved"`
	YearlyCostYuan *int64 `json:"yearly_cost_saved_yuan" doc:"Yearly cost on record of the premises that move in; null if any is unknown"`
	Covered        int    `json:"covered_settlements_change" doc:"How many settlements more (or, below 0, fewer) are within the standard, as an audit counts them"`
}

// Explain finishes an opening: shares of the whole, what it costs for whom, and why in words. name, residents and reach are of the covered
// settlement that speaks for it.
func (o *Opening) Explain(whole Counts, name string, residents *int64, reach Reach) {
	if whole.Settlements > 0 {
		o.SettlementsShare = new(float64(o.Gain.Settlements) / float64(whole.Settlements))
	}
	known := o.Gain.Unknown == 0
	if known && whole.UnknownPopulationSettlements == 0 && whole.Population != nil && *whole.Population > 0 {
		o.PeopleShare = new(float64(o.Gain.Population) / float64(*whole.Population))
	}
	if known && o.OpeningCostYuan != nil && *o.OpeningCostYuan > 0 {
		o.PeoplePer10000 = new(float64(o.Gain.Population) * 10_000 / float64(*o.OpeningCostYuan))
	}
	o.Why = Sentence{
		fmt.Sprintf("新覆盖 %s 个村（社区）%s：%s%s", Thousands(int64(o.Gain.Settlements)), peopleZH(o.Gain), name, nearZH(reach, residents)),
		fmt.Sprintf("newly covers %s%s: %s %s", counted(int64(o.Gain.Settlements), "settlement", "settlements"), peopleEN(o.Gain), name, nearEN(reach, residents)),
	}
}

func peopleZH(m Moved) string {
	switch {
	case m.Unknown == m.Settlements:
		return "（人口未知）"
	case m.Unknown > 0:
		return fmt.Sprintf("、%s 人（另有 %d 个人口未知）", Thousands(m.Population), m.Unknown)
	}
	return "、" + Thousands(m.Population) + " 人"
}

func peopleEN(m Moved) string {
	switch {
	case m.Unknown == m.Settlements:
		return " (populations unknown)"
	case m.Unknown > 0:
		return fmt.Sprintf(", %s people (and %d of unknown population)", Thousands(m.Population), m.Unknown)
	}
	return ", " + Thousands(m.Population) + " people"
}

func nearZH(r Reach, residents *int64) string {
	words := "现在没有站点可到"
	if r.DistanceMeters != nil {
		words = fmt.Sprintf("现在离最近站（%s）%s 公里", r.NearestName, kilometers(*r.DistanceMeters))
		if r.DurationSeconds != nil {
			words += fmt.Sprintf("、%d 分钟", (*r.DurationSeconds+59)/60)
		}
	}
	if residents == nil {
		return words + "，人口未知"
	}
	return words + "，人口 " + Thousands(*residents)
}

func nearEN(r Reach, residents *int64) string {
	words := "reaches no facility now"
	if r.DistanceMeters != nil {
		words = fmt.Sprintf("is %s km", kilometers(*r.DistanceMeters))
		if r.DurationSeconds != nil {
			words += fmt.Sprintf(", %d min", (*r.DurationSeconds+59)/60)
		}
		words += " from the nearest (" + r.NearestName + ") now"
	}
	if residents == nil {
		return words + ", population unknown"
	}
	return words + ", population " + Thousands(*residents)
}

// kilometers are metres in kilometres, rounded up to a tenth so that no way looks shorter than it is.
func kilometers(meters int64) string {
	return fmt.Sprintf("%.1f", math.Ceil(float64(meters)/100)/10)
}

// SuggestionsSentence says the list in one sentence, with the rule that counts.
func SuggestionsSentence(s *Suggestions, standard data.Standard) Sentence {
	limit := limitWords(standard.Limit())
	was, is := Percent(s.Counts.CoveredSettlements, s.Counts.Settlements), Percent(s.After.CoveredSettlements, s.After.Settlements)
	if len(s.Openings) == 0 {
		return Sentence{
			fmt.Sprintf("按%s之内（含）算，再开任何一个备选点都不会多覆盖一个村（社区）；现在 %s。", limit.ZH, was),
			fmt.Sprintf("Within %s (closed limit) no single candidate would cover one settlement more; now %s.", limit.EN, was),
		}
	}
	return Sentence{
		fmt.Sprintf("按%s之内（含）算，依次开设这 %d 个点，覆盖由 %s 到 %s；每一个的增量都以前面的已开设为前提，由核查重新数过。", limit.ZH, len(s.Openings), was, is),
		fmt.Sprintf("Within %s (closed limit), opening these %d in order takes coverage from %s to %s; each gain takes those before it as made, and an audit recounted them.", limit.EN, len(s.Openings), was, is),
	}
}
