package report

import (
	"fmt"

	"cuntong/data"
)

// NetworkPlan is a three-tier network that was planned, or counted as it stands, and recounted. Money is yuan a year unless
// said otherwise, flow parcels a day in and out.
type NetworkPlan struct {
	Who           string         `json:"who"` // joint, or the operator that plans alone
	Status        string         `json:"status"`
	ObjectiveYuan *float64       `json:"objective_yuan"`
	BoundYuan     *float64       `json:"bound_yuan"`
	Gap           *float64       `json:"gap"`
	Reason        string         `json:"reason,omitempty"`
	Seed          int64          `json:"seed"`
	Effort        int64          `json:"effort"`
	Seconds       float64        `json:"seconds"`
	Verified      bool           `json:"verified"`
	Villages      int            `json:"villages"` // with position and parcels
	Served        int            `json:"served_villages"`
	Blocked       int            `json:"blocked_villages"`  // without any allowed point; left out of the money
	LeftOut       int            `json:"left_out_villages"` // without position or parcels; left out of the money
	Parcels       int64          `json:"parcels_day"`
	ServedParcels int64          `json:"served_parcels_day"`
	People        int64          `json:"people"`
	ServedPeople  int64          `json:"served_people"`
	YuanPerParcel *float64       `json:"yuan_per_parcel"` // of the parcels served, without what is unserved
	KmPerDay      float64        `json:"km_day"`          // by the same approximation that the plan was made with
	Cost          NetworkCost    `json:"cost"`
	Points        NetworkTier    `json:"points"`
	Stations      NetworkTier    `json:"stations"`
	Hubs          NetworkTier    `json:"hubs"`
	Actions       []Action       `json:"actions"`
	Towns         []NetworkTown  `json:"towns"`
	Assignments   []NetworkServe `json:"assignments"`
}

// NetworkCost says where the yuan of a year go.
type NetworkCost struct {
	Points      float64 `json:"points_yuan"`
	Stations    float64 `json:"stations_yuan"`
	Hubs        float64 `json:"hubs_yuan"`
	Handling    float64 `json:"handling_yuan"`
	Tours       float64 `json:"tours_yuan"`
	Straight    float64 `json:"straight_yuan"`
	Trucks      float64 `json:"trucks_yuan"`
	Unserved    float64 `json:"unserved_yuan"`
	OpeningYuan int64   `json:"opening_yuan_once"`
}

// NetworkTier counts premises of one tier.
type NetworkTier struct {
	Run      int `json:"run"`
	Added    int `json:"added"`
	Upgraded int `json:"upgraded"`
	Merged   int `json:"merged"`
	Closed   int `json:"closed"`
}

// Action is what the plan does with one facility.
type Action struct {
	Facility      string  `json:"facility"`
	Name          string  `json:"name"`
	Tier          string  `json:"tier"`
	Town          string  `json:"town"`
	Action        string  `json:"action"`         // keep, add, upgrade, merge, close
	Into          string  `json:"into,omitempty"` // of merge: the facility that takes over
	FedFrom       string  `json:"fed_from,omitempty"`
	Capacity      *int64  `json:"capacity_parcels_day"`
	Flow          int64   `json:"flow_parcels_day"`
	YearlyYuan    float64 `json:"yearly_yuan"`
	OpeningYuan   int64   `json:"opening_yuan_once"`
	NeedsApproval bool    `json:"needs_approval"` // 需审批: universal-service premises that would be closed
}

// NetworkTown is what one town pays and gets; premises count where they stand, carriage where its call or village is.
type NetworkTown struct {
	Town         string  `json:"town"`
	Name         string  `json:"name"`
	Villages     int     `json:"villages"`
	Served       int     `json:"served_villages"`
	Points       int     `json:"points"`
	Yuan         float64 `json:"yuan"` // hubs and what is unserved not included
	SeparateYuan float64 `json:"separate_yuan,omitempty"`
	SavingYuan   float64 `json:"saving_yuan,omitempty"`
}

// NetworkServe says who serves a village, and how far it is.
type NetworkServe struct {
	Village string `json:"village"`
	Point   string `json:"point"`
	Meters  int64  `json:"distance_m"`
	Seconds int64  `json:"duration_s"`
}

// NetworkStudy is one network planned together, beside each operator alone and beside what stands today.
type NetworkStudy struct {
	Area         string        `json:"area"`
	AreaName     string        `json:"area_name"`
	Standard     string        `json:"standard"`
	Costs        data.CostBook `json:"costs"`
	Revision     int64         `json:"revision"`
	Fingerprint  string        `json:"fingerprint"`
	Joint        NetworkPlan   `json:"joint"`
	Separate     []NetworkPlan `json:"separate"`
	Today        []NetworkPlan `json:"today"`
	SeparateYuan *float64      `json:"separate_yuan"`
	SavingYuan   *float64      `json:"saving_yuan"`          // with what the operators alone leave unserved
	UnservedYuan *float64      `json:"saving_unserved_yuan"` // the part of it that is parcels without a point, by the cost book's price
	TodayYuan    *float64      `json:"today_yuan"`
	LeftOut      []string      `json:"left_out"` // codes of villages without position or parcels
	Sentence     Sentence      `json:"sentence"`
	Why          *Sentence     `json:"why,omitempty"` // of the village that was asked about
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
		s.AreaName, Thousands(int64(j.Villages)), j.Hubs.Run, j.Stations.Run, j.Points.Run, Thousands(int64(j.Served)), Thousands(int64(yuan)), orZero(j.YuanPerParcel), gapEN)
	if s.SavingYuan != nil {
		unserved := orZero(s.UnservedYuan)
		zh += fmt.Sprintf("；与各家分建相比每年省 %.1f 万元，其中费用 %.1f 万元，另 %.1f 万元是分建时没有点服务的件（每件按 %.2f 元计）", *s.SavingYuan/1e4, (*s.SavingYuan-unserved)/1e4, unserved/1e4, s.Costs.UnservedYuan)
		en += fmt.Sprintf("; against each operator alone that saves %s yuan a year: %s in cost, and %s for parcels that no point of theirs serves (at %.2f yuan each)",
			Thousands(int64(*s.SavingYuan)), Thousands(int64(*s.SavingYuan-unserved)), Thousands(int64(unserved)), s.Costs.UnservedYuan)
	}
	return Sentence{zh + "。", en + "."}
}

func orZero(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
