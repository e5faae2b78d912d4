package study

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/planner/report"
)

// SuggestRequest says for which scenario, or for the baseline of which area, changes are sought.
type SuggestRequest struct {
	Scenario string // ID, for the answer alone
	Area     string
	Standard string
	Travel   string
	Profile  string
	Weight   string          // population or settlements; empty: population where all are known
	Changes  *data.ChangeSet // made already; nil: none
	Rules    *data.Rules     // of which those that forbid, open and exclude sites count; nil: none
	Ignore   []string        // sites that are not to be suggested
	Most     int             // openings, and merges, in the list
}

// Suggest ranks the next openings, each chosen for what it gains after those before it (greedy: Nemhauser, Wolsey and Fisher, 1978,
// doi:10.1007/BF01588971, at least 1 − 1/e of the best set of as many), and lists premises that can be merged. Ties go to more settlements, then to less opening
// cost with unknown ones last, then by ID. An audit recounts the whole list; one that differs is thrown away.
func (s *Study) Suggest(ctx context.Context, request SuggestRequest) (*report.Suggestions, error) {
	standard, err := s.Standard(ctx, request.Standard)
	if err != nil {
		return nil, err
	}
	most := int64(request.Most)
	q, err := s.pose(ctx, PlanRequest{
		Area: request.Area, Standard: request.Standard, Travel: request.Travel, Profile: request.Profile, Model: "mclp", Weight: request.Weight, P: &most,
		Changes: request.Changes, Rules: whereOf(request.Rules),
	}, standard)
	if err != nil {
		return nil, err
	}
	before, _, err := s.audit(ctx, request.audit(request.Changes, q), reachAudit)
	if err != nil {
		return nil, err
	}
	ids, err := s.newPoints(ctx, q, request.Changes)
	if err != nil {
		return nil, err
	}
	g := newGreedy(q, request.Ignore)
	out := &report.Suggestions{
		Scenario: request.Scenario, Area: q.scene.queryArea, AreaName: q.scene.area.Name, Standard: standard.ID, Travel: q.travel, Weight: q.weight,
		Revision: before.Revision, Counts: before.Counts, Openings: []report.Opening{}, Merges: []report.MergeSaving{},
	}
	for len(out.Openings) < request.Most {
		j := g.best()
		if j < 0 {
			break
		}
		out.Openings = append(out.Openings, q.opening(g, j, before, ids.changeOf(q.sites[j], standard)))
		out.Openings[len(out.Openings)-1].Rank = len(out.Openings)
		g.open(j)
	}
	out.Further = g.useful()
	if err := s.recount(ctx, request, q, out); err != nil {
		return nil, err
	}
	if out.Merges, err = s.mergeSavings(ctx, request, q, before); err != nil {
		return nil, err
	}
	out.Sentence = report.SuggestionsSentence(out, standard)
	return out, nil
}

// audit is the audit by which gains are counted. What the rules take as open counts.
func (r SuggestRequest) audit(changes *data.ChangeSet, q *question) AuditRequest {
	request := AuditRequest{Area: r.Area, Standard: r.Standard, Travel: r.Travel, Profile: r.Profile, Changes: changes}
	for _, j := range q.committed {
		site := q.sites[j]
		site.Status = data.Active
		request.Extra = append(request.Extra, site)
	}
	return request
}

// whereOf are the rules that say where something may open.
func whereOf(rules *data.Rules) *data.Rules {
	if rules == nil {
		return nil
	}
	return &data.Rules{Forbid: rules.Forbid, ForbidArea: rules.ForbidArea, Open: rules.Open, OnePerHost: rules.OnePerHost, Exclusive: rules.Exclusive}
}

// recount audits the scenario with all openings made, which must cover what they said.
func (s *Study) recount(ctx context.Context, request SuggestRequest, q *question, out *report.Suggestions) error {
	after, _, err := s.audit(ctx, request.audit(withOpenings(request.Changes, out.Openings), q), reachAudit)
	if err != nil {
		return fmt.Errorf("audit the suggestions: %w", err)
	}
	if after.Revision != q.scene.revision || out.Revision != q.scene.revision {
		return fmt.Errorf("the records changed meanwhile; ask again: %w", data.ErrConflict)
	}
	out.After = after.Counts
	gained := 0
	for _, one := range out.Openings {
		gained += one.Gain.Settlements
	}
	if out.Counts.CoveredSettlements+gained != after.CoveredSettlements {
		return fmt.Errorf("the audit covers %d settlements with the suggestions, they said %d: they were thrown away", after.CoveredSettlements, out.Counts.CoveredSettlements+gained)
	}
	return nil
}

// withOpenings are changes with the openings behind them.
func withOpenings(changes *data.ChangeSet, openings []report.Opening) *data.ChangeSet {
	all := data.ChangeSet{}
	if changes != nil {
		all = *changes
	}
	all.Facilities = slices.Clone(all.Facilities)
	for _, one := range openings {
		all.Facilities = append(all.Facilities, one.Changes...)
	}
	return &all
}

// greedy opens sites one after the other.
type greedy struct {
	q        *question
	covered  []bool    // by demand
	start    []bool    // the same before anything was opened
	reach    [][]int32 // by site: demands within the standard
	closed   []bool    // by site: not to be opened
	taken    map[int32]bool
	residual []int // settlements that each site would still cover
	weight   []int64
}

func newGreedy(q *question, ignore []string) *greedy {
	g := &greedy{q: q, covered: make([]bool, len(q.demands)), reach: make([][]int32, len(q.sites)), closed: make([]bool, len(q.sites)), taken: map[int32]bool{}}
	for j, site := range q.problem.Sites {
		g.closed[j] = site.Fixed || site.Forbidden || slices.Contains(ignore, q.sites[j].ID)
	}
	for i := range q.demands {
		for j, leg := range q.problem.Travel.Row(i) {
			if !q.standard.Allows(leg) {
				continue
			}
			if g.reach[j] = append(g.reach[j], int32(i)); q.problem.Sites[j].Fixed {
				g.covered[i] = true
			}
		}
	}
	g.start = slices.Clone(g.covered)
	g.count()
	return g
}

func (g *greedy) count() {
	g.residual, g.weight = make([]int, len(g.reach)), make([]int64, len(g.reach))
	for j, demands := range g.reach {
		for _, i := range demands {
			if !g.covered[i] {
				g.residual[j]++
				g.weight[j] += g.q.problem.Demands[i].Weight
			}
		}
	}
}

// gains reports whether opening a site is allowed and covers somebody.
func (g *greedy) gains(j int) bool {
	group := g.q.problem.Sites[j].Exclusive
	return !g.closed[j] && g.residual[j] > 0 && (group == 0 || !g.taken[group])
}

// best is the site to open next; -1: none gains anything.
func (g *greedy) best() int {
	best := -1
	for j := range g.reach {
		if g.gains(j) && (best < 0 || g.before(j, best)) {
			best = j
		}
	}
	return best
}

// before orders sites: most weight, most settlements, least known cost, ID.
func (g *greedy) before(a, b int) bool {
	x, y := g.q.sites[a], g.q.sites[b]
	return cmp.Or(cmp.Compare(g.weight[b], g.weight[a]), cmp.Compare(g.residual[b], g.residual[a]), cmp.Compare(orFar(x.OpeningCostYuan), orFar(y.OpeningCostYuan)), cmp.Compare(x.ID, y.ID)) < 0
}

func (g *greedy) open(j int) {
	for _, i := range g.reach[j] {
		g.covered[i] = true
	}
	g.closed[j] = true
	if group := g.q.problem.Sites[j].Exclusive; group != 0 {
		g.taken[group] = true
	}
	g.count()
}

// useful counts the sites that would still gain something.
func (g *greedy) useful() (count int) {
	for j := range g.reach {
		if g.gains(j) {
			count++
		}
	}
	return count
}

// coversShown bounds the settlements that an opening names.
const coversShown = 200

// opening describes the site that is opened next.
func (q *question) opening(g *greedy, j int, before *report.Audit, change data.FacilityChange) report.Opening {
	site := q.sites[j]
	town, _ := q.scene.tree.Area(site.Town)
	o := report.Opening{
		Site: site.ID, Name: site.Name, Town: site.Town, TownName: town.Name, Settlement: site.Settlement, Location: [2]float64(*site.Location),
		OpeningCostYuan: site.OpeningCostYuan, YearlyCostYuan: site.YearlyCostYuan, Covers: []string{}, Changes: []data.FacilityChange{change},
	}
	var speaker data.Settlement
	for _, i := range g.reach[j] {
		one := q.demands[i]
		if !g.start[i] {
			o.Alone.Add(one.Population)
		}
		if g.covered[i] {
			continue
		}
		o.Gain.Add(one.Population)
		o.Covers = append(o.Covers, one.Code)
		if speaker.Code == "" || residents(one) > residents(speaker) {
			speaker = one
		}
	}
	slices.Sort(o.Covers)
	o.Covers = o.Covers[:min(len(o.Covers), coversShown)]
	at, found := slices.BinarySearchFunc(before.Reached, speaker.Code, func(r report.Reach, code string) int { return cmp.Compare(r.Code, code) })
	reach := report.Reach{}
	if found {
		reach = before.Reached[at]
	}
	o.Explain(before.Counts, speaker.Name, speaker.Population, reach)
	return o
}

// residents orders settlements by people, unknown ones last.
func residents(s data.Settlement) int64 {
	if s.Population == nil {
		return -1
	}
	return *s.Population
}

// newPoints names points that settlements would host; nil where the area has candidates on record.
type newPoints map[string]string // ID by code of the settlement

// newPointPrefix goes before the code of the settlement that hosts a new point.
const newPointPrefix = "N-"

// newPoints chooses IDs that neither a record nor a change has.
func (s *Study) newPoints(ctx context.Context, q *question, changes *data.ChangeSet) (newPoints, error) {
	if len(q.scene.candidates) > 0 {
		return nil, nil
	}
	facilities, err := s.Store.Facilities(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	taken := make(map[string]bool, len(facilities))
	for _, one := range facilities {
		taken[one.ID] = true
	}
	if changes != nil {
		for _, one := range changes.Facilities {
			taken[one.Facility] = true
		}
	}
	ids := newPoints{}
	for _, one := range q.demands {
		id := newPointPrefix + one.Code
		for k := 2; taken[id]; k++ {
			id = fmt.Sprintf("%s%s-%d", newPointPrefix, one.Code, k)
		}
		ids[one.Code] = id
	}
	return ids, nil
}

// changeOf is the change that opens a site: a candidate on record, or a new point in a settlement.
func (n newPoints) changeOf(site data.Facility, standard data.Standard) data.FacilityChange {
	if n == nil {
		return data.FacilityChange{Do: data.AddFacility, Facility: site.ID}
	}
	offers := standard.Offers
	if len(offers) == 0 {
		offers = []data.Offer{data.Pickup, data.Dropoff}
	}
	return data.FacilityChange{
		Do: data.AddFacility, Facility: n[site.ID], Name: site.Name + "村级点", Tier: data.ServicePoint, Operators: []data.Operator{data.Postal}, Offers: offers, Settlement: site.ID,
	}
}

// mergeSavings lists proposals to merge with what they save, each counted by an audit.
func (s *Study) mergeSavings(ctx context.Context, request SuggestRequest, q *question, before *report.Audit) ([]report.MergeSaving, error) {
	proposals, err := s.MergeProposals(ctx, MergeRequest{Area: request.Area, Changes: request.Changes})
	if err != nil {
		return nil, err
	}
	list, _, err := s.facilities(ctx, request.Changes)
	if err != nil {
		return nil, err
	}
	yearly := make(map[string]*int64, len(list))
	for _, one := range list {
		yearly[one.ID] = one.YearlyCostYuan
	}
	savings := []report.MergeSaving{}
	for _, proposal := range proposals[:min(len(proposals), request.Most)] {
		saving := report.MergeSaving{MergeProposal: proposal, Premises: len(proposal.From), YearlyCostYuan: new(int64)}
		merged := withOpenings(request.Changes, nil)
		for _, change := range proposal.Changes {
			saving.YearlyCostYuan = addOrUnknown(saving.YearlyCostYuan, yearly[change.Facility])
			change.Approved = true // to count with; whoever takes it over must say so
			merged.Facilities = append(merged.Facilities, change)
		}
		after, err := s.rescore(ctx, request.audit(merged, q))
		if err != nil {
			return nil, fmt.Errorf("audit a merge: %w", err)
		}
		saving.Covered = after.audit.CoveredSettlements - before.CoveredSettlements
		savings = append(savings, saving)
	}
	return savings, nil
}
