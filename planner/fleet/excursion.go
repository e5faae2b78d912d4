package fleet

// excursion is a large change that is given some steps before it is judged: two or three neighbouring routes are dissolved, their stops go to
// vehicles of which some kinds are kept at home, annealing goes on as usual, and what has come of it then stands against the plan before. Which
// kinds of vehicles a plan uses hardly changes otherwise once it has cooled, since each single step towards another mixture costs much. (Ours;
// in the spirit of iterated local search, Lourenço, Martin and Stützle 2003, doi:10.1007/0-306-48056-5_11.)
type excursion struct {
	flat  []int32
	out   []int32
	spare []int32
	lack  int
	value int64
	limit int
}

// Steps of a walk's turn before an excursion begins; it ends with the turn.
const excursionFrom = 100

// set begins an excursion, and reports whether there was anything to dissolve.
func (e *excursion) set(w *walk) bool {
	p := w.p
	if len(p.active) == 0 {
		return false
	}
	p.nextStep()
	e.flat, e.out = p.flatten(e.flat), append(e.out[:0], p.out...)
	e.lack, e.value, e.limit = p.lacking(), p.value(), p.limit
	e.spare = e.spare[:0]
	for s, mine := range p.mine {
		if mine {
			e.spare = append(e.spare, int32(s))
		}
	}
	p.hidden = w.r.next()
	w.torn = w.torn[:0]
	slot := p.active[w.r.below(len(p.active))]
	for range 2 + w.r.below(2) {
		if slot == absent || len(p.routes[slot].calls) > 2*longestDissolved {
			break
		}
		p.remove(slot, func(stop int32) bool {
			w.torn = append(w.torn, stop)
			return true
		})
		slot = p.nearTorn(w.r, w.torn)
	}
	w.takeOut()
	w.insertTorn()
	p.reassign(w)
	w.took()
	p.nextStep()
	return true
}

// judge ends an excursion: what came of it stays as a single step would.
func (e *excursion) judge(w *walk) {
	p := w.p
	worse := p.value() - e.value + w.price*int64(p.lacking()-e.lack)
	if worse < 0 || worse <= w.cool.worse(w.r) {
		return
	}
	p.begin(unflatten(e.flat), e.spare, e.out)
	p.limit = e.limit
}
