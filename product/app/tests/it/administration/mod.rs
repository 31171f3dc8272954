//! Running the desk from its own pages: parameters, accounts, locations, links.

mod agreed;
mod articles;
mod export;
mod forgot;
mod forms;
mod groups;
mod people;
mod places;
mod rights;
mod settings;
mod welcome;
