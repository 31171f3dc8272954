//! The pages of staff: home, the queue, and a request with everything that may be done with it.

use ground::guard::{Permission, Privilege, Route};

mod act;
mod held;
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
        Route::get("/desk/held", "held", needs(RequestReallocate), held::list),
        Route::get("/desk/held/{id}", "held.one", needs(RequestReallocate), held::show),
        Route::post("/desk/held/{id}/release", "held.release", needs(RequestReallocate), held::release),
        Route::post(
            "/desk/held/{id}/release-alike",
            "held.release_alike",
            needs(RequestReallocate),
            held::release_alike,
        ),
        Route::post("/desk/held/{id}/discard", "held.discard", needs(RequestReallocate), held::discard),
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
