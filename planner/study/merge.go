package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
	"cuntong/geo"
	"cuntong/planner/report"
)

// MergeRequest says for which area premises are compared, and with which changes on the baseline: what a scenario has merged
// already is not proposed again.
type MergeRequest struct {
	Area    string
	Changes *data.ChangeSet
}

// MergeProposals lists active premises of several operators that are one place: of the same tier, within 50 m of what stays or of
// the same name in the same village (stations and hubs: town). They come by town, then by ID. Nothing is merged.
func (s *Study) MergeProposals(ctx context.Context, request MergeRequest) ([]report.MergeProposal, error) {
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	tree := data.NewAreaTree(areas)
	area, err := areaOf(tree, request.Area)
	if err != nil {
		return nil, err
	}
	settlements, err := s.Store.Settlements(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	villages := make(map[string]string, len(settlements))
	for _, one := range settlements {
		villages[one.Code] = one.Name
	}
	list, _, err := s.facilities(ctx, request.Changes)
	if err != nil {
		return nil, err
	}
	var premises []premisesName
	for _, facility := range list {
		if facility.Status == data.Active && (request.Area == "" || tree.Inside(facility.Town, area.Code)) {
			town, _ := tree.Area(facility.Town)
			premises = append(premises, nameOf(facility, villages[facility.Settlement], town.Name))
		}
	}
	proposals := []report.MergeProposal{}
	for _, group := range samePlaces(premises) {
		town, _ := tree.Area(group[0].facility.Town)
		proposals = append(proposals, proposalOf(group, town))
	}
	slices.SortFunc(proposals, func(a, b report.MergeProposal) int {
		return cmp.Or(cmp.Compare(a.Town, b.Town), cmp.Compare(a.ID, b.ID))
	})
	return proposals, nil
}

// samePlaces groups premises: each group has first what stays, and at least two operators.
func samePlaces(premises []premisesName) [][]premisesName {
	slices.SortStableFunc(premises, func(a, b premisesName) int {
		return cmp.Or(-compareBool(a.facility.UniversalService, b.facility.UniversalService), -cmp.Compare(len(a.facility.Offers), len(b.facility.Offers)),
			-cmp.Compare(capacityOr(a.facility), capacityOr(b.facility)), cmp.Compare(a.facility.ID, b.facility.ID))
	})
	near, named := newNearby(premises), map[string][]int{}
	for i, one := range premises {
		named[one.key()] = append(named[one.key()], i)
	}
	taken := make([]bool, len(premises))
	var groups [][]premisesName
	for i, head := range premises {
		if taken[i] {
			continue
		}
		members := []int{}
		for _, j := range slices.Concat(near.of(i), named[head.key()]) {
			if j != i && !taken[j] && premises[j].facility.Tier == head.facility.Tier && !slices.Contains(members, j) {
				members = append(members, j)
			}
		}
		slices.Sort(members)
		group, operators := []premisesName{head}, slices.Clone(head.facility.Operators)
		for _, j := range members {
			group = append(group, premises[j])
			operators = append(operators, premises[j].facility.Operators...)
		}
		if len(group) < 2 || !slices.ContainsFunc(operators, func(o data.Operator) bool { return o != operators[0] }) {
			continue
		}
		for _, j := range members {
			taken[j] = true
		}
		taken[i] = true
		groups = append(groups, group)
	}
	return groups
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func capacityOr(f data.Facility) float64 {
	if f.CapacityParcelsDay == nil {
		return 0
	}
	return *f.CapacityParcelsDay
}

// nearby finds premises within samePlace of each other, through a list ordered by latitude.
type nearby struct {
	premises []premisesName
	byLat    []int
	rank     []int // position in byLat; -1 without a position
}

func newNearby(premises []premisesName) *nearby {
	n := &nearby{premises: premises, rank: make([]int, len(premises))}
	for i, one := range premises {
		n.rank[i] = -1
		if one.facility.Location != nil {
			n.byLat = append(n.byLat, i)
		}
	}
	lat := func(i int) float64 { return premises[i].facility.Location.Lat() }
	slices.SortFunc(n.byLat, func(a, b int) int { return cmp.Or(cmp.Compare(lat(a), lat(b)), cmp.Compare(a, b)) })
	for k, i := range n.byLat {
		n.rank[i] = k
	}
	return n
}

// of returns the others at the place of i.
func (n *nearby) of(i int) (list []int) {
	if n.rank[i] < 0 {
		return nil
	}
	const window = 0.0005 // degrees of latitude, more than samePlace anywhere
	here := *n.premises[i].facility.Location
	for _, step := range []int{-1, 1} {
		for k := n.rank[i] + step; k >= 0 && k < len(n.byLat); k += step {
			at := *n.premises[n.byLat[k]].facility.Location
			if math.Abs(at.Lat()-here.Lat()) > window {
				break
			}
			if geo.Distance(here, at) <= samePlace {
				list = append(list, n.byLat[k])
			}
		}
	}
	return list
}

// proposalOf writes a group as a proposal.
func proposalOf(group []premisesName, town data.Area) report.MergeProposal {
	head := group[0]
	m := report.MergeProposal{ID: head.facility.ID, Into: premisesOf(head), Tier: head.facility.Tier, Town: head.facility.Town, TownName: town.Name, Changes: []data.FacilityChange{}}
	in := func(o data.Operator) bool {
		return slices.ContainsFunc(group, func(p premisesName) bool { return slices.Contains(p.facility.Operators, o) })
	}
	for _, operator := range data.Operators() {
		if in(operator) {
			m.Operators = append(m.Operators, operator)
		}
	}
	for _, one := range group[1:] {
		from := premisesOf(one)
		near, named := false, one.key() == head.key()
		if one.facility.Location != nil && head.facility.Location != nil {
			away := geo.Distance(*one.facility.Location, *head.facility.Location)
			from.Meters, near = new(int64(math.Ceil(float64(away)))), away <= samePlace
		}
		switch {
		case near && named:
			from.Why = report.MergeNearAnd
		case near:
			from.Why = report.MergeNear
		default:
			from.Why = report.MergeName
		}
		m.From = append(m.From, from)
		m.NeedsApproval = m.NeedsApproval || from.Universal
	}
	slices.SortStableFunc(m.From, func(a, b report.MergePremises) int { return cmp.Compare(orFar(a.Meters), orFar(b.Meters)) })
	for _, from := range m.From {
		m.Changes = append(m.Changes, data.FacilityChange{Do: data.MergeFacility, Facility: from.Facility, Into: head.facility.ID})
	}
	m.Sentence = report.MergeSentence(m)
	return m
}

func orFar(v *int64) int64 {
	if v == nil {
		return math.MaxInt64
	}
	return *v
}

func premisesOf(p premisesName) report.MergePremises {
	return report.MergePremises{Facility: p.facility.ID, Name: p.facility.Name, Operators: p.facility.Operators, Universal: p.facility.UniversalService}
}

// ConfirmRequest takes proposals over into a scenario.
type ConfirmRequest struct {
	Scenario string   // ID; one that is not kept yet is made, of model tier
	Name     string   // of a new scenario; empty: 站点合并
	Area     string   // of a new scenario
	IDs      []string // of proposals
	Approved bool     // 需审批: the approval is at hand or asked for
}

// ConfirmMerges makes the proposals of the given IDs changes of a scenario, behind those that it has, and returns the scenario as it
// is kept. Proposals are those that hold with the scenario's changes; one that needs approval is refused without Approved.
func (s *Study) ConfirmMerges(ctx context.Context, request ConfirmRequest) (data.Scenario, error) {
	scenario, err := s.Store.Scenario(ctx, request.Scenario)
	if errors.Is(err, data.ErrNotFound) {
		scenario = data.Scenario{ID: request.Scenario, Name: request.Name, Area: request.Area, Model: TierModel}
		if scenario.Name == "" {
			scenario.Name = "站点合并"
		}
	} else if err != nil {
		return data.Scenario{}, err
	}
	if scenario, err = s.WithMerges(ctx, scenario, request.IDs, request.Approved); err != nil {
		return data.Scenario{}, err
	}
	return s.SaveScenario(ctx, scenario)
}

// WithMerges returns a scenario with the proposals of the given IDs as changes behind those that it has, as ConfirmMerges does, and saves nothing.
func (s *Study) WithMerges(ctx context.Context, scenario data.Scenario, ids []string, approved bool) (data.Scenario, error) {
	proposals, err := s.MergeProposals(ctx, MergeRequest{Area: scenario.Area, Changes: scenario.Changes})
	if err != nil {
		return data.Scenario{}, err
	}
	changes := data.ChangeSet{}
	if scenario.Changes != nil {
		changes = *scenario.Changes
		changes.Facilities = slices.Clone(changes.Facilities)
	}
	for _, id := range ids {
		at := slices.IndexFunc(proposals, func(m report.MergeProposal) bool { return m.ID == id })
		if at < 0 {
			return data.Scenario{}, fmt.Errorf("nothing is proposed to be merged into %s: list the proposals with: cuntong merge list: %w", id, data.ErrNotFound)
		}
		for _, change := range proposals[at].Changes {
			change.Approved = approved && proposals[at].NeedsApproval
			changes.Facilities = append(changes.Facilities, change)
		}
	}
	scenario.Changes = &changes
	return scenario, nil
}
