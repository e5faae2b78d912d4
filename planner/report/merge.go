package report

import (
	"fmt"

	"cuntong/data"
)

// MergeProposal says that premises of several operators are one place (一点多能、多站合一). It is a proposal: only one that was
// confirmed becomes a change of a scenario, and no record is ever changed.
type MergeProposal struct {
	ID            string                `json:"id" doc:"ID of the premises that stay; names the proposal"`
	Into          MergePremises         `json:"into" doc:"What stays: universal-service premises first, then those with the most offers and the largest capacity"`
	From          []MergePremises       `json:"from" doc:"What moves in, nearest first"`
	Tier          data.FacilityTier     `json:"tier" enum:"hub,station,point"`
	Town          string                `json:"town" doc:"Code"`
	TownName      string                `json:"town_name"`
	Operators     []data.Operator       `json:"operators" doc:"Of all together"`
	NeedsApproval bool                  `json:"needs_approval" doc:"需审批: universal-service premises would move in with others"`
	Changes       []data.FacilityChange `json:"changes" doc:"What a scenario takes over when the proposal is confirmed"`
	Sentence      Sentence              `json:"sentence"`
}

// MergePremises are one facility of a proposal.
type MergePremises struct {
	Facility  string          `json:"facility" doc:"ID"`
	Name      string          `json:"name"`
	Operators []data.Operator `json:"operators"`
	Why       string          `json:"why,omitempty" enum:"near,name,near_and_name" doc:"What makes it the same place: within 50 m, the same name in the same village (of stations and hubs: town), or both"`
	Meters    *int64          `json:"distance_m,omitempty" doc:"From what stays; absent where one has no position"`
	Universal bool            `json:"universal_service"`
}

// Reasons of a proposal.
const (
	MergeNear    = "near"
	MergeName    = "name"
	MergeNearAnd = "near_and_name"
)

// MergeSentence says a proposal in words.
func MergeSentence(m MergeProposal) Sentence {
	zh, en := m.TownName+"：", m.TownName+": "
	for k, from := range m.From {
		if k > 0 {
			zh, en = zh+"、", en+", "
		}
		zh += fmt.Sprintf("%s（%s，%s）", from.Name, from.Facility, whyZH(from))
		en += fmt.Sprintf("%s (%s, %s)", from.Name, from.Facility, whyEN(from))
	}
	zh += fmt.Sprintf("并入 %s（%s），共 %d 家运营商", m.Into.Name, m.Into.Facility, len(m.Operators))
	en += fmt.Sprintf(" moves in with %s (%s), %d operators in all", m.Into.Name, m.Into.Facility, len(m.Operators))
	if m.NeedsApproval {
		zh, en = zh+"；含邮政普遍服务营业场所，需审批", en+"; universal-service premises among them, approval needed"
	}
	return Sentence{zh + "。", en + "."}
}

func whyZH(p MergePremises) string {
	switch {
	case p.Why == MergeName && p.Meters == nil:
		return "同名"
	case p.Why == MergeName:
		return fmt.Sprintf("同名，相距 %d 米", *p.Meters)
	case p.Why == MergeNearAnd:
		return fmt.Sprintf("同名且相距 %d 米", *p.Meters)
	}
	return fmt.Sprintf("相距 %d 米", *p.Meters)
}

func whyEN(p MergePremises) string {
	switch {
	case p.Why == MergeName && p.Meters == nil:
		return "same name"
	case p.Why == MergeName:
		return fmt.Sprintf("same name, %d m away", *p.Meters)
	case p.Why == MergeNearAnd:
		return fmt.Sprintf("same name and %d m away", *p.Meters)
	}
	return fmt.Sprintf("%d m away", *p.Meters)
}
