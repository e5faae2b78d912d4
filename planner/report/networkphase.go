package report

import "fmt"

// NetworkPhase is one year on the way to a three-tier plan. Every year's network was recounted from its own problem.
type NetworkPhase struct {
	Year          int      `json:"year" doc:"From 1"`
	BudgetYuan    int64    `json:"budget_yuan" doc:"Of the year alone"`
	SpentYuan     int64    `json:"spent_yuan" doc:"Own money paid in the year, also for what is run later"`
	SubsidyYuan   int64    `json:"subsidy_yuan" doc:"Paid by others in the year"`
	LeftYuan      int64    `json:"left_yuan" doc:"Carried into the next year"`
	Opened        []string `json:"opened" doc:"IDs of facilities that are first run in the year"`
	Upgraded      []string `json:"upgraded"`
	Dropped       []string `json:"dropped" doc:"IDs of facilities that are run no more, merged or closed"`
	Building      []string `json:"building" doc:"IDs of facilities paid for in the year and run later"`
	Points        int      `json:"points" doc:"Run in the year, as the next two"`
	Stations      int      `json:"stations"`
	Hubs          int      `json:"hubs"`
	Served        int      `json:"served_villages"`
	ServedPeople  int64    `json:"served_people"`
	ServedParcels int64    `json:"served_parcels_day"`
	Yuan          float64  `json:"yuan" doc:"Cost of the network in a whole year, without the price of parcels left unserved"`
	ObjectiveYuan float64  `json:"objective_yuan" doc:"With it"`
	BoundYuan     *float64 `json:"bound_yuan" doc:"Proven, given what the years before opened and what the joint plan opens at all; null without one"`
	Verified      bool     `json:"verified"`
	Sentence      Sentence `json:"sentence"`
}

// PhaseSentence says a year in words.
func PhaseSentence(p NetworkPhase) Sentence {
	zh := fmt.Sprintf("第 %d 年：自筹 %.1f 万元", p.Year, float64(p.SpentYuan)/1e4)
	en := fmt.Sprintf("Year %d: %s yuan of own money", p.Year, Thousands(p.SpentYuan))
	if p.SubsidyYuan > 0 {
		zh += fmt.Sprintf("、补助 %.1f 万元", float64(p.SubsidyYuan)/1e4)
		en += ", " + Thousands(p.SubsidyYuan) + " of subsidies"
	}
	zh += fmt.Sprintf("，新设 %d 处、升级 %d 处，服务 %s 个村、%s 件/日，年费用 %.1f 万元", len(p.Opened), len(p.Upgraded), Thousands(int64(p.Served)), Thousands(p.ServedParcels), p.Yuan/1e4)
	en += fmt.Sprintf(", %d opened and %d upgraded; %s villages and %s parcels a day served for %s yuan a year", len(p.Opened), len(p.Upgraded), Thousands(int64(p.Served)), Thousands(p.ServedParcels), Thousands(int64(p.Yuan)))
	if len(p.Building) > 0 {
		zh += fmt.Sprintf("；在建 %d 处", len(p.Building))
		en += fmt.Sprintf("; %d being built", len(p.Building))
	}
	return Sentence{zh + "。", en + "."}
}
