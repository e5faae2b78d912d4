package api

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// How an answer is sent to somebody who takes it slowly: a piece after the other, each of which must be taken in
// time, so that a slow line gets its answer as long as it takes 4 kB a second, and a connection on which nothing moves
// is given up.
const (
	sendPiece = 64 << 10
	pieceTime = 15 * time.Second
	sendTime  = 5 * time.Minute
)

// holding limits what answers that wait for slow readers hold in memory. When they hold more than most, the ones that
// have been waiting longest are broken off: those who read on are not made to pay for those who do not.
type holding struct {
	most  int
	grace time.Duration // nobody is broken off before

	mutex   sync.Mutex
	held    int
	waiting []*sending // in the order in which they began
}

// sending is one answer on its way.
type sending struct {
	size    int
	began   time.Time
	control *http.ResponseController
	cut     bool
}

// graceTime is how long an answer may wait whatever else does.
const graceTime = time.Second

func (h *holding) begin(s *sending) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.waiting, h.held = append(h.waiting, s), h.held+s.size
	over := h.held - h.most
	for _, oldest := range h.waiting {
		if over <= 0 {
			return
		}
		if oldest.cut || oldest == s || time.Since(oldest.began) < h.grace {
			continue
		}
		oldest.cut = true
		over -= oldest.size
		_ = oldest.control.SetWriteDeadline(time.Unix(1, 0)) // where that is not possible the server's own limit holds
	}
}

func (h *holding) end(s *sending) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.held -= s.size
	if i := slices.Index(h.waiting, s); i >= 0 {
		h.waiting = slices.Delete(h.waiting, i, i+1)
	}
}

// patience gives the next piece its time; false: the answer was broken off.
func (h *holding) patience(s *sending) bool {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if s.cut {
		return false
	}
	end := time.Now().Add(pieceTime)
	if last := s.began.Add(sendTime); end.After(last) {
		end = last
	}
	_ = s.control.SetWriteDeadline(end) // where that is not possible the server's own limit holds
	return true
}

// send writes a whole answer. Only the connection can fail.
func (h *holding) send(w http.ResponseWriter, body []byte) {
	s := &sending{size: len(body), began: time.Now(), control: http.NewResponseController(w)}
	if len(body) <= sendPiece { // fits into the buffers of any connection
		_, _ = w.Write(body)
		return
	}
	h.begin(s)
	defer h.end(s)
	for len(body) > 0 {
		piece := body[:min(len(body), sendPiece)]
		if !h.patience(s) {
			panic(http.ErrAbortHandler) // the length that was announced is not reached: nobody may take this for the whole
		}
		if _, err := w.Write(piece); err != nil {
			return
		}
		body = body[len(piece):]
	}
}

// bytesHeld is what waits just now.
func (h *holding) bytesHeld() int {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.held
}
