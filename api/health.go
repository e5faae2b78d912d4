package api

import "context"

// Health says that the program, or the program with its store, is able to work.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

func (s *server) registerHealth(o *operations) {
	register(o, needs(get("health", "/healthz", "health", "The process is up", ""), mayAnyone), nil,
		func(context.Context, *struct{}) (*answer[Health], error) {
			return &answer[Health]{Health{"ok"}}, nil
		})
	register(o, needs(get("ready", "/readyz", "health", "The store answers", "503 while the store cannot be read."), mayAnyone), []int{503},
		func(ctx context.Context, _ *struct{}) (*answer[Health], error) {
			if _, err := s.Study.Store.Info(ctx); err != nil {
				s.Log.ErrorContext(ctx, "not ready", "request_id", requestID(ctx), "error", err.Error())
				return nil, problem(503, "busy", "the store does not answer; the server's log has the cause under this request_id")
			}
			return &answer[Health]{Health{"ok"}}, nil
		})
}
