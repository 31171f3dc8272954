//! The form designer: forms made and changed in the browser.
//!
//! A form is a document ([`crate::forms`]). It is changed in a draft, which nobody outside sees; publishing makes of
//! the draft the next version, which never changes again, because answers are to a version. So a form that is in use
//! can be worked on for as long as it takes.
//!
//! To let a field carry one more property: the member in `forms::FieldDocument` with its rule, then its control in
//! `field.rs` and `field.html`. One more ready-made field: `library.json`.

use ground::guard::{Permission, Privilege, Route};

mod drafts;
mod field;
mod library;
mod lines;
mod list;
mod one;
mod preview;
mod sensitive;

/// The addresses of this slice.
pub fn routes() -> Vec<Route> {
    let sees = Privilege::Needs(Permission::SettingsView);
    let changes = Privilege::Needs(Permission::SettingsChange);
    vec![
        Route::get("/desk/forms", "forms", sees, list::list),
        Route::get("/desk/forms/new", "forms.new", changes, list::blank),
        Route::post("/desk/forms/new", "forms.add", changes, list::add),
        Route::get("/desk/forms/{key}", "forms.one", sees, one::show),
        Route::post("/desk/forms/{key}", "forms.change", changes, one::change),
        Route::post("/desk/forms/{key}/arrange", "forms.arrange", changes, one::arrange),
        Route::post("/desk/forms/{key}/standing", "forms.standing", changes, one::standing),
        Route::post("/desk/forms/{key}/publish", "forms.publish", changes, one::publish),
        Route::get("/desk/forms/{key}/file", "forms.file", sees, one::file),
        Route::get("/desk/forms/{key}/preview", "forms.preview", sees, preview::show),
        Route::post("/desk/forms/{key}/preview", "forms.preview.try", sees, preview::answer),
        Route::get("/desk/forms/{key}/fields/{field}", "forms.field", changes, field::show),
        Route::post("/desk/forms/{key}/fields/{field}", "forms.field.change", changes, field::change),
    ]
}
