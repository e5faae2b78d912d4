package report

import (
	"fmt"
	"math"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// NetworkPlan is a three-tier network that was planned, or counted as it stands, and recounted. Money is yuan a year unless
// said otherwise, flow parcels a day in and out.
type NetworkPlan struct {
	Who           string         `json:"who" doc:"joint, or the operator that plans alone"`
	Status        string         `json:"status" enum:"optimal,feasible,infeasible,stopped"`
	ObjectiveYuan *float64       `json:"objective_yuan" doc:"A year, with the price of parcels left unserved; null without an answer"`
	BoundYuan     *float64       `json:"bound_yuan" doc:"Proven to be at most the least possible; null without one"`
	Gap           *float64       `json:"gap" doc:"|objective − bound| / max(|objective|, 1e-9), a fraction"`
	Reason        string         `json:"reason,omitempty" doc:"Why there is no answer, or no bound"`
	Seed          int64          `json:"seed"`
	Effort        int64          `json:"effort" doc:"Counted work units"`
	Seconds       float64        `json:"seconds"`
	Verified      bool           `json:"verified" doc:"Recounted from the problem alone"`
	Villages      int            `json:"villages" doc:"With position and parcels"`
	Served        int            `json:"served_villages"`
	Blocked       int            `json:"blocked_villages" doc:"Without any allowed point; left out of the money"`
	LeftOut       int            `json:"left_out_villages" doc:"Without position or parcels; left out of the money"`
	Parcels       int64          `json:"parcels_day"`
	ServedParcels int64          `json:"served_parcels_day"`
	People        int64          `json:"people" doc:"Residents of these villages where known"`
	ServedPeople  int64          `json:"served_people"`
	YuanPerParcel *float64       `json:"yuan_per_parcel" doc:"Of the parcels served, without the price of what is unserved; null where none is"`
	KmPerDay      float64        `json:"km_day" doc:"By the approximation that the plan was made with"`
	Cost          NetworkCost    `json:"cost" doc:"Where the yuan of a year go"`
	Points        NetworkTier    `json:"points" doc:"村级点"`
	Stations      NetworkTier    `json:"stations" doc:"乡镇站"`
	Hubs          NetworkTier    `json:"hubs" doc:"县级中心"`
	Actions       []Action       `json:"actions" doc:"What happens to every facility that is run or stands today: hubs, then stations, then points. Saved for the joint plan alone"`
	Towns         []NetworkTown  `json:"towns" doc:"By code"`
	Assignments   []NetworkServe `json:"assignments" doc:"Who serves whom; empty in a saved plan, whose own assignments say it"`
}

// NetworkCost says where the yuan of a year go.
type NetworkCost struct {
	Points      float64 `json:"points_yuan" doc:"Premises of points, with the opening cost spread over its years"`
	Stations    float64 `json:"stations_yuan"`
	Hubs        float64 `json:"hubs_yuan"`
	Handling    float64 `json:"handling_yuan" doc:"Of parcels at all tiers"`
	Tours       float64 `json:"tours_yuan" doc:"Carriage from stations to points"`
	Straight    float64 `json:"straight_yuan" doc:"Carriage from hubs straight to points"`
	Trucks      float64 `json:"trucks_yuan" doc:"Carriage from hubs to stations"`
	Unserved    float64 `json:"unserved_yuan" doc:"Parcels left unserved, by the cost book's price"`
	OpeningYuan int64   `json:"opening_yuan_once" doc:"Opening and upgrading; once, not part of the sum"`
	SubsidyYuan int64   `json:"subsidy_yuan_once,omitempty" doc:"The part of it that others pay"`
}

// NetworkTier counts premises of one tier.
type NetworkTier struct {
	Run      int `json:"run"`
	Added    int `json:"added" doc:"Of those run"`
	Upgraded int `json:"upgraded" doc:"Of those run"`
	Merged   int `json:"merged" doc:"Active today, moved in with one that is run at the same place"`
	Closed   int `json:"closed" doc:"Active today, not run"`
}

// Action is what the plan does with one facility.
type Action struct {
	Facility      string          `json:"facility" doc:"ID"`
	Name          string          `json:"name"`
	Tier          string          `json:"tier" enum:"hub,station,point"`
	Town          string          `json:"town" doc:"Code"`
	Settlement    string          `json:"settlement,omitempty" doc:"Code of the settlement it stands in"`
	Coordinates   orb.Point       `json:"coordinates" doc:"[lon, lat], WGS 84"`
	Operators     []data.Operator `json:"operators" doc:"Who uses it under the plan; of what is merged or closed, who used it"`
	Action        string          `json:"action" enum:"keep,add,upgrade,merge,close"`
	Into          string          `json:"into,omitempty" doc:"merge: ID of the facility that takes over"`
	FedFrom       string          `json:"fed_from,omitempty" doc:"ID of the station or hub that feeds it"`
	Size          int             `json:"size" doc:"1: as on record, 2 and more: upgraded so often; 0: not run"`
	Capacity      *int64          `json:"capacity_parcels_day" doc:"null: not run, or without limit"`
	Flow          int64           `json:"flow_parcels_day"`
	YearlyYuan    float64         `json:"yearly_yuan" doc:"Of the premises, with the opening cost spread over its years"`
	OpeningYuan   int64           `json:"opening_yuan_once"`
	SubsidyYuan   int64           `json:"subsidy_yuan_once,omitempty" doc:"The part of it that others pay"`
	NeedsApproval bool            `json:"needs_approval" doc:"需审批: universal-service premises that would be closed or merged"`
}

// Run reports whether the facility is run under the plan.
func (a Action) Run() bool { return a.Size > 0 }

// NetworkTown is what one town pays and gets; premises count where they stand, carriage where its call or village is.
type NetworkTown struct {
	Town         string  `json:"town" doc:"Code"`
	Name         string  `json:"name"`
	Villages     int     `json:"villages"`
	Served       int     `json:"served_villages"`
	Points       int     `json:"points"`
	Yuan         float64 `json:"yuan" doc:"A year; hubs and what is unserved not included"`
	SeparateYuan float64 `json:"separate_yuan,omitempty" doc:"The same for all operators, each alone; absent where they were not planned"`
	SavingYuan   float64 `json:"saving_yuan,omitempty" doc:"separate_yuan − yuan"`
}

// NetworkServe says who serves a village, and how far it is.
type NetworkServe struct {
	Village string `json:"village" doc:"Code"`
	Point   string `json:"point" doc:"ID"`
	Station string `json:"station,omitempty" doc:"ID; absent where a hub feeds the point"`
	Hub     string `json:"hub" doc:"ID"`
	Meters  int64  `json:"distance_m" doc:"From the village to the point"`
	Seconds int64  `json:"duration_s"`
}

// NetworkStudy is one network planned together, beside each operator alone and beside what stands today.
type NetworkStudy struct {
	Area         string            `json:"area" doc:"Code; empty: everything"`
	AreaName     string            `json:"area_name"`
	Standard     string            `json:"standard" doc:"ID of the service standard that villages and points keep"`
	Costs        data.CostBook     `json:"costs" doc:"Cost book in whole; verified false is shown as 待核"`
	Revision     int64             `json:"revision" doc:"Of the store's records"`
	Fingerprint  string            `json:"fingerprint" doc:"SHA-256 of inputs, parameters, seed, effort and answer"`
	Joint        NetworkPlan       `json:"joint" doc:"All operators together"`
	Separate     []NetworkPlan     `json:"separate" doc:"Each operator alone, by the same rules; empty where not asked"`
	Today        []NetworkPlan     `json:"today" doc:"Each operator's facilities as they stand; empty where not asked"`
	SeparateYuan *float64          `json:"separate_yuan" doc:"Sum of separate; null where not asked or one has no answer"`
	SavingYuan   *float64          `json:"saving_yuan" doc:"separate_yuan − objective of joint, with what the operators alone leave unserved"`
	UnservedYuan *float64          `json:"saving_unserved_yuan" doc:"The part of it that is parcels without a point, by the cost book's price"`
	TodayYuan    *float64          `json:"today_yuan" doc:"Sum of today"`
	Phases       []NetworkPhase    `json:"phases,omitempty" doc:"Year by year towards the joint plan; absent where not asked"`
	Subsidies    *data.SubsidyBook `json:"subsidies,omitempty" doc:"Book of subsidies in whole; absent: none"`
	Grade        string            `json:"grade,omitempty" doc:"That subsidies were counted with"`
	Assumed      *Assumed          `json:"assumed,omitempty" doc:"What stood in for parcels that are not on record; absent: nothing was assumed"`
	LeftOut      []string          `json:"left_out" doc:"Codes of villages without position or parcels"`
	Sentence     Sentence          `json:"sentence" doc:"The whole in one sentence"`
	Why          *Sentence         `json:"why,omitempty" doc:"Of the village that was asked about"`
}

// Assumed says what was assumed and for how many villages.
type Assumed struct {
	data.AssumedParcels
	Villages int `json:"villages" doc:"Located, without parcels down or up on record: what was missing is the assumption"`
}

// words say the assumption, to be put behind the money that rests on it.
func (a *Assumed) words() Sentence {
	if a == nil {
		return Sentence{}
	}
	n := Thousands(int64(a.Villages))
	return Sentence{fmt.Sprintf("；其中 %s 个村没有件量记录，缺的按假定计（每村每日下行 %v 件、上行 %v 件）", n, a.In, a.Out),
		fmt.Sprintf("; %s of the villages have no parcels on record, and what is missing is assumed (%v down and %v up a day each)", n, a.In, a.Out)}
}

// Saved is the study as a plan keeps it: without what the plan itself says (who serves whom) and without the facilities
// of the plans beside the joint one.
func (s NetworkStudy) Saved() NetworkStudy {
	heads := func(plans []NetworkPlan) []NetworkPlan {
		list := []NetworkPlan{}
		for _, plan := range plans {
			plan.Actions, plan.Assignments = []Action{}, []NetworkServe{}
			list = append(list, plan)
		}
		return list
	}
	s.Joint.Assignments = []NetworkServe{}
	s.Separate, s.Today, s.Why = heads(s.Separate), heads(s.Today), nil
	return s
}

// NetworkSentence says the study in one sentence.
func NetworkSentence(s NetworkStudy) Sentence {
	j := s.Joint
	if j.ObjectiveYuan == nil {
		return Sentence{s.AreaName + "：没有得到三级网络方案（" + j.Reason + "）", s.AreaName + ": no three-tier plan (" + j.Reason + ")"}
	}
	gapZH, gapEN := "已证明最省", "proven least"
	if j.Status != "optimal" && j.Gap != nil {
		gapZH, gapEN = fmt.Sprintf("与已证明下界相差 %.2f%%", 100**j.Gap), fmt.Sprintf("within %.2f %% of the proven bound", 100**j.Gap)
	}
	yuan := *j.ObjectiveYuan - j.Cost.Unserved
	zh := fmt.Sprintf("%s %s 个建制村：共建 %d 个县级中心、%d 个乡镇站、%d 个村级点，服务 %s 个村，年费用 %.1f 万元、每件 %.2f 元（%s）",
		s.AreaName, Thousands(int64(j.Villages)), j.Hubs.Run, j.Stations.Run, j.Points.Run, Thousands(int64(j.Served)), yuan/1e4, orZero(j.YuanPerParcel), gapZH)
	en := fmt.Sprintf("%s, %s villages: together %d hubs, %d stations and %d points serve %s of them for %s yuan a year, %.2f yuan a parcel (%s)",
		s.AreaName, Thousands(int64(j.Villages)), j.Hubs.Run, j.Stations.Run, j.Points.Run, Thousands(int64(j.Served)), Thousands(wholeYuan(yuan)), orZero(j.YuanPerParcel), gapEN)
	if s.SavingYuan != nil {
		unserved := orZero(s.UnservedYuan)
		zh += fmt.Sprintf("；与各家分建相比每年省 %.1f 万元，其中费用 %.1f 万元，另 %.1f 万元是分建时没有点服务的件（每件按 %.2f 元计）", *s.SavingYuan/1e4, (*s.SavingYuan-unserved)/1e4, unserved/1e4, s.Costs.UnservedYuan)
		en += fmt.Sprintf("; against each operator alone that saves %s yuan a year: %s in cost, and %s for parcels that no point of theirs serves (at %.2f yuan each)",
			Thousands(wholeYuan(*s.SavingYuan)), Thousands(wholeYuan(*s.SavingYuan-unserved)), Thousands(wholeYuan(unserved)), s.Costs.UnservedYuan)
	}
	assumed := s.Assumed.words()
	return Sentence{zh + assumed.ZH + "。", en + assumed.EN + "."}
}

// wholeYuan is a sum in whole yuan, rounded as the page rounds it.
func wholeYuan(yuan float64) int64 { return int64(math.Round(yuan)) }

func orZero(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
