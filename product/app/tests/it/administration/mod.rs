//! Running the desk from its own pages: parameters, accounts, locations, links.

mod export;
mod forgot;
mod forms;
mod groups;
mod people;
mod places;
mod rights;
mod settings;
mod welcome;
