//! The decision in a model that cuts it off everywhere; the carrying out is tested through the whole house.

mod model;
