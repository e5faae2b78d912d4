package cover

import "sync"

// chunk is how many rows or sites one worker takes at a time. It is fixed, so that sums of chunks do not depend on the workers.
const chunk = 8192

// inChunks calls work for every chunk of 0..n, from several goroutines where there are several threads, and returns
// when all are done. Chunks must not touch each other's data.
func inChunks(n, threads int, work func(k, from, to int)) {
	chunks := (n + chunk - 1) / chunk
	if threads <= 1 || chunks <= 1 {
		for k := range chunks {
			work(k, k*chunk, min(n, (k+1)*chunk))
		}
		return
	}
	var group sync.WaitGroup
	for worker := range min(threads, chunks) {
		group.Go(func() {
			for k := worker; k < chunks; k += threads {
				work(k, k*chunk, min(n, (k+1)*chunk))
			}
		})
	}
	group.Wait()
}
