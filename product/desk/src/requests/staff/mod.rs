//! The pages of staff: home, the queue, and a request with everything that may be done with it.

use ground::guard::{Permission, Privilege, Route};

mod act;
mod home;
mod queue;
mod row;
mod show;
mod told;
mod who;

/// The addresses of these pages.
pub fn routes() -> Vec<Route> {
    use Permission::{
        RequestAnswer, RequestNote, RequestQuery, RequestReallocate, RequestReopen, RequestTake, RequestView,
        StaffView,
    };
    let needs = Privilege::Needs;
    vec![
        Route::get("/desk/home", "desk.home", needs(RequestView), home::show),
        Route::get("/desk", "desk.queue", needs(RequestView), queue::show),
        Route::get("/desk/go", "desk.go", needs(RequestView), queue::go),
        Route::get("/desk/requests/{number}", "request", needs(RequestView), show::show),
        Route::get("/desk/requests/{number}/who", "request.who", needs(StaffView), who::show),
        Route::post("/desk/requests/{number}/take", "request.take", needs(RequestTake), act::take),
        Route::post(
            "/desk/requests/{number}/reallocate",
            "request.reallocate",
            needs(RequestReallocate),
            act::reallocate,
        ),
        Route::post("/desk/requests/{number}/note", "request.note", needs(RequestNote), act::note),
        Route::post("/desk/requests/{number}/query", "request.query", needs(RequestQuery), act::query),
        Route::post("/desk/requests/{number}/answer", "request.answer", needs(RequestAnswer), act::answer),
        Route::post("/desk/requests/{number}/reopen", "request.reopen", needs(RequestReopen), act::reopen),
    ]
}
