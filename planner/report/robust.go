package report

import "fmt"

// Robust is a saved three-tier plan under what may come: other demand, a closed road, a village host that is lost, an operator that leaves.
// Nothing new is opened: villages stay where they are served as long as there is room, others move to what is run within their standard.
type Robust struct {
	Plan     string        `json:"plan" doc:"ID"`
	Base     RobustScore   `json:"base" doc:"The plan as it is"`
	Demand   []RobustScore `json:"demand" doc:"With all parcels multiplied"`
	Roads    []RobustScore `json:"roads" doc:"With a road closed; empty where none was named"`
	Hosts    []RobustScore `json:"hosts" doc:"With one village point lost: those for whom most people fall out, worst first"`
	Operator []RobustScore `json:"operators" doc:"回退: with all premises lost that no other operator is on record for; the parcels stay"`
	Sentence Sentence      `json:"sentence"`
}

// RobustScore is the plan under one thing that may come.
type RobustScore struct {
	What          string         `json:"what" doc:"Factor on demand, name of the road, ID of the facility, or operator"`
	Name          string         `json:"name,omitempty"`
	Served        int            `json:"served_villages"`
	ServedPeople  int64          `json:"served_people"`
	ServedParcels int64          `json:"served_parcels_day"`
	Parcels       int64          `json:"parcels_day" doc:"Served or not"`
	Yuan          float64        `json:"yuan" doc:"Of a year, without the price of parcels left unserved"`
	Lost          []string       `json:"lost" doc:"IDs of premises that are gone"`
	Fallen        []RobustFall   `json:"fallen" doc:"Villages that the plan serves and that fall out, most people first"`
	FallenPeople  int64          `json:"fallen_people"`
	Moved         int            `json:"moved_villages" doc:"Served elsewhere than in the plan"`
	Standby       *RobustStandby `json:"standby,omitempty" doc:"Of a lost host: the place that could serve most of those who fall out, the cheapest of those alike; absent where nobody falls out or there is none"`
	Sentence      Sentence       `json:"sentence"`
}

// RobustFall is a village that falls out.
type RobustFall struct {
	Village string `json:"village" doc:"Code"`
	Name    string `json:"name"`
	People  int64  `json:"people"`
	Parcels int64  `json:"parcels_day"`
}

// RobustStandby is a place that could take over.
type RobustStandby struct {
	Facility    string  `json:"facility" doc:"ID"`
	Name        string  `json:"name"`
	Villages    int     `json:"villages" doc:"Of those who fall out, within its reach and room"`
	People      int64   `json:"people"`
	OpeningYuan int64   `json:"opening_yuan_once"`
	YearlyYuan  float64 `json:"yearly_yuan"`
}

// RobustSentence says one score in words; what begins it.
func RobustSentence(zh, en string, s RobustScore) Sentence {
	if len(s.Fallen) == 0 {
		return Sentence{fmt.Sprintf("%s：没有村掉出服务，%d 个村换点。", zh, s.Moved), fmt.Sprintf("%s: nobody falls out, %d villages move.", en, s.Moved)}
	}
	peopleZH, peopleEN := "", "" // nothing is said where no population is on record
	if s.FallenPeople > 0 {
		peopleZH, peopleEN = "（"+Thousands(s.FallenPeople)+" 人）", " ("+Thousands(s.FallenPeople)+" people)"
	}
	said := Sentence{fmt.Sprintf("%s：%d 个村%s掉出服务，%d 个村换点", zh, len(s.Fallen), peopleZH, s.Moved),
		fmt.Sprintf("%s: %d villages%s fall out, %d move", en, len(s.Fallen), peopleEN, s.Moved)}
	if b := s.Standby; b != nil {
		if peopleZH, peopleEN = "", ""; b.People > 0 {
			peopleZH, peopleEN = "、"+Thousands(b.People)+" 人", ", "+Thousands(b.People)+" people"
		}
		said.ZH += fmt.Sprintf("；备用点 %s（%s）可接 %d 个村%s，建设费 %s 元、年费用 %s 元", b.Name, b.Facility, b.Villages, peopleZH, Thousands(b.OpeningYuan), Thousands(int64(b.YearlyYuan)))
		said.EN += fmt.Sprintf("; %s (%s) could take over %d of them%s, for %s yuan once and %s a year", b.Name, b.Facility, b.Villages, peopleEN, Thousands(b.OpeningYuan), Thousands(int64(b.YearlyYuan)))
	} else if s.Name != "" && len(s.Lost) == 1 {
		said.ZH += "；没有备用点"
		said.EN += "; there is no standby place"
	}
	return Sentence{said.ZH + "。", said.EN + "."}
}
